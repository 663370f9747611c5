"""Organizations are looked after by those who work there, who are shown as far as they wish."""

import pytest
from django.db import IntegrityError, transaction

from tessera.accounts.actors import SYSTEM
from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError
from tessera.network.actions import withdraw_organization
from tessera.network.claims.claiming import (
    claim_by_address,
    claim_entry,
    decide_claim,
    settle_dispute,
    take_entry,
)
from tessera.network.claims.errors import ClaimStateError
from tessera.network.claims.rules import is_verified
from tessera.network.claims.vouching import answer_vouch, ask_to_vouch
from tessera.network.models import Affiliation, Claim, Person, TeamMember
from tessera.network.team.belonging import (
    answer_invitation,
    answer_request,
    ask_to_join,
    invite_to_team,
    leave_team,
    remove_from_team,
    set_team_role,
)
from tessera.network.team.domains import has_domain, own_domain
from tessera.network.team.errors import TeamStateError
from tessera.network.team.rules import has_administrator
from tessera.notifications.delivery import deliver_mails
from tests.factories.accounts import administrator, desk_editor, stranger, user
from tests.factories.network import organization, organization_text
from tests.factories.people import person

pytestmark = pytest.mark.django_db
WHY = "The page “Who we are” names me."


@pytest.fixture
def office():
    return organization("Office for Newcomers", website="https://www.office.example/en/")


@pytest.fixture
def nuria():
    return user("nuria@office.example", first_name="Nuria")


@pytest.fixture
def looked_after(office, nuria):
    take_entry(office, by=nuria)
    return office


def page_of(office, name: str) -> str:
    return f"/en/organizations/{office.identifier}/team/{name}/"


def test_an_address_at_the_website_is_proof_enough(client, office, nuria):
    assert page_of(office, "people") in client.get(office.get_absolute_url()).text
    page = client.get(page_of(office, "people"))
    assert "no-store" in page["Cache-Control"]
    assert page_of(office, "claim") in page.text
    client.force_login(nuria)
    assert "Look after it" in client.get(page_of(office, "claim")).text
    assert client.post(page_of(office, "claim"), {"way": "address"}).status_code == 302
    assert client.get(page_of(office, "manage")).status_code == 200
    assert Claim.objects.get().proof == Claim.Proof.DOMAIN
    assert is_verified(nuria)
    assert "You look after this organization" in client.get(page_of(office, "people")).text


@pytest.mark.parametrize(
    ("address", "website"),
    [
        ("nuria@students.office.example", "https://www.office.example/"),
        ("nuria@example", "https://office.example/"),
        ("nuria@notoffice.example", "https://office.example/"),
        ("nuria@facebook.com", "https://www.facebook.com/office"),
        ("nuria@office.example", ""),
        ("nuria@office.example", "https://office.example.evil.example/"),
    ],
)
def test_other_addresses_prove_nothing(address, website):
    office = organization("Office", website=website)
    who = user(address)
    assert not has_domain(who, office)
    with pytest.raises(NotAllowedError):
        claim_by_address(office, by=who)


def test_a_website_that_several_share_stands_for_none_of_them(office, nuria):
    assert own_domain(office) == "office.example"
    organization("Another department", website="http://office.example/other/")
    assert own_domain(office) == ""
    assert not has_domain(nuria, office)
    nuria.emailaddress_set.update(verified=False)
    assert not has_domain(nuria, organization("Alone", website="https://alone.example"))


def test_an_editor_decides_and_the_mailbox_may_dispute_it(client, mailoutbox):
    office = organization("Office", contact_mailbox="info@office.example", original_language="fr")
    leyla, editor = user("leyla@example.org"), desk_editor()
    client.force_login(leyla)
    assert client.post(page_of(office, "claim"), {"way": "ask", "text": " "}).status_code == 422
    sent = client.post(page_of(office, "claim"), {"way": "ask", "text": WHY})
    claim = Claim.objects.get()
    assert sent.url == f"/en/account/claims/{claim.pk}/"
    assert "Office" in client.get(sent.url).text
    assert "it waits for a proof" in client.get("/en/account/profile/").text
    client.force_login(editor)
    assert "Office" in client.get("/en/desk/claims/").text
    desk = f"/en/desk/claims/{claim.pk}/"
    assert client.post(desk, {"is_accepted": "yes", "answer": "Yes."}).status_code == 302
    deliver_mails()
    bodies = {mail.to[0]: mail.body for mail in mailoutbox}
    assert "You look after the organization" in bodies["leyla@example.org"]
    [line] = [x for x in bodies["info@office.example"].splitlines() if "/people/claimed/" in x]
    assert "/fr/" in line
    client.logout()
    address = "/en/people/claimed/" + line.split("/people/claimed/")[1]
    assert client.post(address).status_code == 200
    client.force_login(editor)
    assert "Disputed" in client.get("/en/desk/claims/").text
    assert client.post(desk, {"is_accepted": "no", "answer": "A mistake."}).status_code == 302
    assert not has_administrator(office)
    deliver_mails()
    assert "A mistake." in mailoutbox[-1].body


def test_two_members_vouch_for_who_speaks_for_it(client, office):
    leyla = user("leyla@example.org")
    claim = claim_entry(office, by=leyla, text=WHY)
    for name in ("Ines", "Youssef"):
        member = take_entry(person(name), by=user(f"{name.lower()}@example.org"))
        vouch = ask_to_vouch(claim, member, by=leyla)
        client.force_login(member.user)
        assert "speak for the organization" in client.get(f"/en/account/vouches/{vouch.pk}/").text
        answer_vouch(vouch, is_true=True, by=member.user)
    assert TeamMember.objects.get().user == leyla
    assert TeamMember.objects.get().is_administrator


def test_of_two_who_claim_it_one_gets_it(client, office, nuria, mailoutbox):
    leyla = user("leyla@example.org")
    claim_entry(office, by=leyla, text=WHY)
    take_entry(office, by=nuria)
    deliver_mails()
    assert "Another member" in {mail.to[0]: mail.body for mail in mailoutbox}["leyla@example.org"]
    with pytest.raises(ClaimStateError):
        take_entry(office, by=leyla)
    client.force_login(leyla)
    answer = client.post(page_of(office, "claim"), {"way": "ask", "text": WHY})
    assert answer.status_code == 422
    assert "Ask to join the team." in answer.text
    assert "report the profile" not in answer.text
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(organization=office, claimer=leyla, state=Claim.State.ACCEPTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(claimer=leyla)
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.objects.create(organization=office, user=leyla, role="admin", state="asked")


def test_members_ask_and_administrators_answer(client, looked_after, nuria, mailoutbox):
    leyla = user("leyla@example.org", first_name="Leyla", language="fr")
    client.force_login(leyla)
    assert client.get(page_of(looked_after, "manage")).status_code == 403
    for _again in range(2):
        assert client.post(page_of(looked_after, "join")).status_code == 302
    assert "You asked to join" in client.get(page_of(looked_after, "people")).text
    member = TeamMember.objects.get(user=leyla)
    deliver_mails()
    asked = [mail for mail in mailoutbox if "Leyla" in mail.subject]
    assert [mail.to for mail in asked] == [["nuria@office.example"]]
    assert not is_verified(leyla)
    client.force_login(nuria)
    page = client.get(page_of(looked_after, "manage")).text
    assert "Leyla" in page
    assert "leyla@example.org" not in page
    sent = {"act": "accept", "number": str(member.pk)}
    assert client.post(page_of(looked_after, "manage"), sent).status_code == 302
    assert client.post(page_of(looked_after, "manage"), sent).status_code == 422
    assert is_verified(leyla)
    deliver_mails()
    assert "/fr/account/organizations/" in mailoutbox[-1].body
    member.refresh_from_db()
    assert member.state == TeamMember.State.ACTIVE


def test_an_invitation_is_answered_by_who_got_it(client, looked_after, nuria, mailoutbox):
    leyla = person("Leyla", user=user("leyla@example.org"))
    client.force_login(nuria)
    address = page_of(looked_after, "manage")
    refused = client.post(address, {"act": "invite", "member": "nobody"})
    assert refused.status_code == 422
    assert "no profile with this identifier" in refused.text
    assert 'value="nobody"' in refused.text
    invite = {"act": "invite", "member": leyla.get_absolute_url()}
    assert client.post(address, invite).status_code == 302
    member = TeamMember.objects.get(user=leyla.user)
    with pytest.raises(NotAllowedError):
        answer_invitation(member, is_accepted=True, by=nuria)
    assert not is_verified(leyla.user), "not before they agree"
    deliver_mails()
    assert mailoutbox[-1].to == ["leyla@example.org"]
    client.force_login(leyla.user)
    own = "/en/account/organizations/"
    assert "Office for Newcomers" in client.get(own).text
    sent = {"act": "accept", "number": str(member.pk)}
    assert client.post(own, sent).status_code == 302
    assert client.post(own, sent).status_code == 422
    member.refresh_from_db()
    assert member.state == TeamMember.State.ACTIVE
    assert client.post(own, {"act": "leave", "number": str(member.pk)}).status_code == 302
    assert client.post(own, {"act": "leave", "number": str(member.pk)}).status_code == 404
    assert client.post(own, {"act": "leave", "number": "9" * 40}).status_code == 404


def test_who_asked_and_is_invited_is_in(looked_after, nuria):
    leyla = person("Leyla", user=user("leyla@example.org"))
    ask_to_join(looked_after, by=leyla.user)
    assert invite_to_team(looked_after, leyla, by=nuria).state == TeamMember.State.ACTIVE


def test_the_last_administrator_leaves_only_after_another_took_over(looked_after, nuria):
    leyla = person("Leyla", user=user("leyla@example.org"))
    ask_to_join(looked_after, by=leyla.user)
    member = invite_to_team(looked_after, leyla, by=nuria)
    own = TeamMember.objects.get(user=nuria)
    with pytest.raises(TeamStateError):
        leave_team(looked_after, by=nuria)
    with pytest.raises(TeamStateError):
        set_team_role(own, role="member", by=nuria)
    with pytest.raises(TeamStateError):
        remove_from_team(own, by=nuria)
    set_team_role(member, role="admin", by=nuria)
    leave_team(looked_after, by=nuria)
    assert [*TeamMember.objects.values_list("user", flat=True)] == [leyla.user.pk]
    with pytest.raises(TeamStateError):
        leave_team(looked_after, by=leyla.user)
    remove_from_team(TeamMember.objects.get(), by=administrator())
    assert not has_administrator(looked_after)
    assert Claim.objects.get().state == Claim.State.ENDED
    take_entry(looked_after, by=nuria)  # It can be claimed anew.


def test_the_stranger_may_not(client, looked_after, nuria):
    other, own = stranger(), TeamMember.objects.get()
    leyla = person("Leyla", user=user("leyla@example.org"))
    asked = ask_to_join(looked_after, by=leyla.user)
    for act in (
        lambda: invite_to_team(looked_after, leyla, by=other),
        lambda: answer_request(asked, is_accepted=True, by=other),
        lambda: answer_request(asked, is_accepted=True, by=leyla.user),
        lambda: set_team_role(own, role="member", by=other),
        lambda: remove_from_team(own, by=other),
        lambda: decide_claim(Claim.objects.get(), is_accepted=False, answer="x", by=other),
        lambda: settle_dispute(Claim.objects.get(), is_accepted=False, answer="x", by=other),
    ):
        with pytest.raises(NotAllowedError):
            act()
    other_office = organization("Another office")
    for name in ("manage", "exchange"):
        assert client.get(page_of(looked_after, name)).status_code == 302
    client.force_login(nuria)
    for name in ("manage", "exchange"):
        assert client.get(page_of(other_office, name)).status_code == 403
        assert client.post(page_of(other_office, name), {}).status_code == 403
    sent = {"act": "accept", "number": str(asked.pk)}
    take_entry(other_office, by=other)
    client.force_login(other)
    assert client.post(page_of(other_office, "manage"), sent).status_code == 404
    assert client.get("/en/organizations/0000-0000/team/people/").status_code == 404


def test_who_claims_it_twice_comes_to_the_team(client, looked_after, nuria):
    client.force_login(nuria)
    answer = client.post(page_of(looked_after, "claim"), {"way": "address"})
    assert answer.headers["location"] == page_of(looked_after, "manage")


def test_who_is_in_the_team_is_led_to_offering_something_for_it(client, looked_after, nuria):
    path = f"/en/exchange/new/?for={looked_after.identifier}"
    pages = (looked_after.get_absolute_url(), page_of(looked_after, "people"))
    other = stranger()
    ask_to_join(looked_after, by=other)
    client.force_login(other)
    for page in pages:
        assert path not in client.get(page).text
    client.force_login(nuria)
    for page in (*pages, page_of(looked_after, "manage")):
        assert path in client.get(page).text
    chosen = f'<option value="{looked_after.identifier}" selected>Office for Newcomers'
    assert chosen in client.get(path).text


def test_people_are_shown_as_far_as_each_of_them_wishes(client, looked_after, nuria):
    entry = person("Nuria Salcedo", user=nuria)
    readers = {"stranger": None, "member": stranger(), "organizer": desk_editor(), "own": nuria}
    seers = {
        "PUBLIC": set(readers),
        "MEMBERS": {"member", "organizer", "own"},
        "ORGANIZERS": {"organizer", "own"},
        "PRIVATE": {"own"},
    }
    api = f"/api/v1/organizations/{looked_after.identifier}"
    elsewhere = (looked_after.get_absolute_url(), api, "/en/search/?q=Salcedo", "/en/new.atom",
                 "/en/organizations.json")  # fmt: skip
    for chosen, who in seers.items():
        Person.objects.update(visibility={"affiliations": chosen})
        for name, reader in readers.items():
            client.logout()
            if reader:
                client.force_login(reader)
            text = client.get(page_of(looked_after, "people")).text
            assert ("Nuria Salcedo" in text) == (name in who), (chosen, name)
            for address in elsewhere:
                assert "Nuria Salcedo" not in client.get(address).text, address
    Person.objects.update(visibility={"affiliations": "PUBLIC"}, consent_until=None)
    client.logout()
    assert entry.display_name not in client.get(page_of(looked_after, "people")).text


def test_the_organization_confirms_affiliations_while_somebody_is_in_the_team(
    client, looked_after, nuria
):
    entry = person("Nuria Salcedo", user=nuria)
    work = Affiliation.objects.create(person=entry, organization=looked_after, name="Office")
    boss = person("Boss", user=user("boss@office.example"))
    ask_to_join(looked_after, by=boss.user)
    set_team_role(invite_to_team(looked_after, boss, by=nuria), role="admin", by=nuria)
    leave_team(looked_after, by=nuria)
    work.refresh_from_db()
    assert work.confirmed_at is None
    assert "Confirmed by" not in client.get(entry.get_absolute_url()).text
    ask_to_join(looked_after, by=nuria)
    answer_request(TeamMember.objects.get(user=nuria), is_accepted=True, by=boss.user)
    assert "Confirmed by the organization" in client.get(entry.get_absolute_url()).text


def test_the_people_page_asks_as_often_for_many(client, looked_after):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for total in (1, 3):
        for number in range(total):
            who = person(f"P {total}{number}", user=user(f"p{total}{number}@example.org"))
            Affiliation.objects.create(person=who, organization=looked_after, name="Office")
        client.get(page_of(looked_after, "people"))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(looked_after, "people"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_team_goes_with_an_organization_that_is_merged(looked_after, nuria):
    other = organization("The same office")
    withdraw_organization(looked_after, by=SYSTEM, reason="Double.", merged_into=other)
    assert TeamMember.objects.get().organization == other
    assert has_administrator(other)
    third, boss = organization("Third office"), user("boss@example.org")
    take_entry(third, by=boss)
    withdraw_organization(other, by=SYSTEM, reason="Double.", merged_into=third)
    assert {*third.team.values_list("user", "role")} == {(boss.pk, "admin"), (nuria.pk, "member")}


def test_teams_are_taken_away_and_erased(looked_after, nuria):
    entries = {each.model: each for each in registered()}
    [row] = entries[TeamMember].export(nuria)
    assert row["organization__identifier"] == looked_after.identifier
    assert next(iter(entries[Claim].export(nuria)))["proof"] == "domain"
    entries[TeamMember].erase(nuria, Fate.ANONYMIZE)
    assert not has_administrator(looked_after)
    take_entry(looked_after, by=user("next@office.example"))
    assert Claim.objects.filter(state=Claim.State.ACCEPTED).count() == 1


def test_whoever_is_in_the_team_or_invited_is_not_invited_again(client, looked_after, nuria):
    person("Nuria", user=nuria)
    leyla = person("Leyla", user=user("leyla@example.org"))
    client.force_login(nuria)
    for entry, words in (
        (nuria.person, "is in the team already"),
        (leyla, "The invitation is on its way"),
        (leyla, "was invited already"),
    ):
        given = {"act": "invite", "member": entry.identifier}
        assert words in client.post(page_of(looked_after, "manage"), given, follow=True).text
    assert TeamMember.objects.count() == 2


@pytest.mark.parametrize("act", ["member", "remove"])
def test_an_administrator_who_gives_it_up_is_led_to_their_organizations(
    client, looked_after, nuria, act
):
    other = user("other@office.example")
    TeamMember.objects.create(
        organization=looked_after, user=other, state=TeamMember.State.ACTIVE,
        role=TeamMember.Role.ADMINISTRATOR,
    )  # fmt: skip
    client.force_login(nuria)
    number = str(TeamMember.objects.get(user=nuria).pk)
    address = page_of(looked_after, "manage")
    answer = client.post(address, {"act": act, "number": number}, follow=True)
    assert answer.status_code == 200
    assert "Your organizations" in answer.text
    assert "Saved." in answer.text


def test_an_organization_is_called_by_its_name_in_the_readers_language(client, nuria, mailoutbox):
    office = organization(
        texts=[
            organization_text("en", "Office for Newcomers", "It welcomes people."),
            organization_text("es", "Oficina de Acogida", "Acoge.", "human"),
        ]
    )
    reader = user("reader@example.org", language="es")
    mine = claim_entry(office, by=reader, text=WHY)
    decide_claim(claim_entry(office, by=nuria, text=WHY), is_accepted=True, answer="Yes.",
                 by=desk_editor())  # fmt: skip
    deliver_mails()
    [mail] = [each for each in mailoutbox if each.to == [reader.email]]
    assert "Oficina de Acogida" in mail.subject
    client.force_login(reader)
    page = client.get(f"/es/account/claims/{mine.pk}/").text
    assert "Oficina de Acogida" in page
    assert f"/es/organizations/{office.identifier}/team/people/" in page
    ask_to_join(office, by=reader)
    page = client.get("/es/account/organizations/").text
    assert "Oficina de Acogida" in page
    assert "Office for Newcomers" not in page
