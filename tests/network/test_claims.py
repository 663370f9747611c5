"""An entry that others made goes to its bearer, and to nobody else."""

import html
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils import timezone

from tessera.accounts.actions.sanctions import mute_user
from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.network.claims.claiming import (
    claim_by_address,
    claim_by_orcid,
    claim_entry,
    decide_claim,
    settle_dispute,
    take_entry,
    withdraw_claim,
)
from tessera.network.claims.errors import ClaimStateError
from tessera.network.claims.links import mail_link
from tessera.network.contact import write_to_person
from tessera.network.funding.keeping import announce_programme
from tessera.network.known_people import prune_claims
from tessera.network.models import Affiliation, Claim, Message, Person
from tessera.network.people import person_of
from tessera.network.team.exchange import present_version, update_exchange
from tessera.notifications.delivery import deliver_mails
from tests.factories.accounts import administrator, desk_editor, stranger, user
from tests.factories.network import organization
from tests.factories.people import person

pytestmark = pytest.mark.django_db
WHY = "I wrote the report of 2019 that names me."


@pytest.fixture
def entry():
    return person("Nuria Salcedo", mailbox="nuria@city.example", language="es")


@pytest.fixture
def nuria():
    return user("n.salcedo@example.org", first_name="Nuria")


def page_of(entry: Person) -> str:
    return f"/en/people/{entry.identifier}/claim/"


def linked(mailoutbox) -> str:
    """The page behind the last mail, in English."""
    deliver_mails()
    [path] = {line for line in mailoutbox[-1].body.splitlines() if "/people/claim" in line}
    return "/en/people/" + path.split("/people/", 1)[1]


def test_the_mailed_link_gives_the_entry_to_who_opens_it_signed_in(
    client, entry, nuria, mailoutbox
):
    assert page_of(entry) in client.get(entry.get_absolute_url()).text
    assert client.get(page_of(entry)).status_code == 302, "sign in first"
    client.force_login(stranger())
    page = client.get(page_of(entry)).text
    assert "nuria@city.example" not in page
    assert client.post(page_of(entry), {"way": "mail"}).status_code == 302
    address = linked(mailoutbox)
    assert mailoutbox[-1].to == ["nuria@city.example"]
    assert "/es/people/claim/" in mailoutbox[-1].body, "in the language of the entry"
    client.logout()
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert f"/account/login/?next={address.replace('%', '%25')}".split("?")[0] in page.text
    assert client.post(address, {"act": "take"}).status_code == 200
    entry.refresh_from_db()
    assert entry.user is None, "nobody is signed in"
    client.force_login(nuria)
    assert client.get(address).status_code == 200
    entry.refresh_from_db()
    assert entry.user is None, "opening is not taking"
    assert client.post(address, {"act": "take"}).url == "/en/account/profile/"
    entry.refresh_from_db()
    assert entry.user == nuria
    assert Claim.objects.get().proof == Claim.Proof.MAIL
    assert client.post(address, {"act": "take"}).status_code == 404, "a link works once"
    assert client.get("/en/people/claim/nonsense/").status_code == 404
    deliver_mails()
    assert mailoutbox[-1].to == ["n.salcedo@example.org"]


def test_who_holds_the_address_has_the_entry_removed_without_an_account(client, entry, mailoutbox):
    mail_link(entry, by=stranger())
    address = linked(mailoutbox)
    assert client.post(address, {"act": "remove"}).status_code == 200
    assert not Person.objects.exists()
    assert client.post(address, {"act": "remove"}).status_code == 404


def test_a_link_is_for_the_address_to_which_it_went(client, entry, mailoutbox, nuria):
    mail_link(entry, by=stranger())
    address = linked(mailoutbox)
    Person.objects.update(mailbox="somebody.else@city.example")
    client.force_login(nuria)
    assert client.post(address, {"act": "take"}).status_code == 404


def test_a_confirmed_address_is_proof_enough(client, entry):
    bearer = user("nuria@city.example")
    client.force_login(bearer)
    assert "Take the entry" in client.get(page_of(entry)).text
    assert client.post(page_of(entry), {"way": "address"}).status_code == 302
    entry.refresh_from_db()
    assert entry.user == bearer
    assert client.get(entry.get_absolute_url()).status_code == 200


def test_an_address_that_was_not_confirmed_proves_nothing(client, entry):
    bearer = user("nuria@city.example")
    bearer.emailaddress_set.update(verified=False)
    client.force_login(bearer)
    assert "Take the entry" not in client.get(page_of(entry)).text
    assert client.post(page_of(entry), {"way": "address"}).status_code == 422
    entry.refresh_from_db()
    assert entry.user is None


def test_an_editor_decides_and_the_claimer_is_told_why(client, entry, nuria, mailoutbox):
    client.force_login(nuria)
    assert client.post(page_of(entry), {"way": "ask", "text": ""}).status_code == 422
    sent = client.post(page_of(entry), {"way": "ask", "text": WHY})
    claim = Claim.objects.get()
    assert sent.url == f"/en/account/claims/{claim.pk}/"
    assert WHY in client.get(sent.url).text
    assert "waits for a proof" in client.get("/en/account/profile/").text
    assert client.get("/en/desk/claims/").status_code == 403
    assert client.get(f"/en/desk/claims/{claim.pk}/").status_code == 403
    client.force_login(desk_editor())
    assert "Nuria Salcedo" in client.get("/en/desk/claims/").text
    address = f"/en/desk/claims/{claim.pk}/"
    assert WHY in client.get(address).text
    assert client.post(address, {"is_accepted": "yes", "answer": ""}).status_code == 422
    given = {"is_accepted": "yes", "answer": "The report says so."}
    assert client.post(address, given).status_code == 302
    entry.refresh_from_db()
    assert entry.user == nuria
    deliver_mails()
    by_address = {mail.to[0]: mail.body for mail in mailoutbox}
    assert "The report says so." in by_address["n.salcedo@example.org"]
    assert "/es/people/claimed/" in by_address["nuria@city.example"], "the address is told as well"


def test_whoever_holds_the_address_disputes_a_claim(client, entry, nuria, mailoutbox):
    claim = claim_entry(entry, by=nuria, text=WHY)
    editor = desk_editor()
    decide_claim(claim, is_accepted=True, answer="Yes.", by=editor)
    deliver_mails()
    [body] = [mail.body for mail in mailoutbox if mail.to == ["nuria@city.example"]]
    [path] = [line for line in body.splitlines() if "/people/claimed/" in line]
    address = "/en/people/claimed/" + path.split("/people/claimed/")[1]
    assert client.get(address).status_code == 200
    client.force_login(editor)
    assert "Nuria Salcedo" not in client.get("/en/desk/claims/").text
    for _again in range(2):
        assert client.post(address).status_code == 200
    assert "Disputed" in client.get("/en/desk/claims/").text
    desk = f"/en/desk/claims/{claim.pk}/"
    assert client.post(desk, {"is_accepted": "yes", "answer": "It is her."}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.disputed_at) == (Claim.State.ACCEPTED, None)
    assert client.post(desk, {"is_accepted": "no", "answer": "It was not."}).status_code == 302
    entry.refresh_from_db()
    assert (entry.user, entry.consent_until) == (None, None)
    assert client.get(address).status_code == 404
    assert client.get("/en/people/claimed/nonsense/").status_code == 404
    assert take_entry(entry, by=user("nuria@city.example")).user.email == "nuria@city.example"


def test_two_claim_one_entry_and_one_gets_it(client, entry, nuria, mailoutbox):
    other = user("other@example.org")
    first = claim_entry(entry, by=nuria, text=WHY)
    second = claim_entry(entry, by=other, text="No, it is me.")
    client.force_login(nuria)
    assert "Somebody else claims this entry" in client.get(f"/en/account/claims/{first.pk}/").text
    editor = desk_editor()
    client.force_login(editor)
    assert "Several members claim" in client.get(f"/en/desk/claims/{second.pk}/").text
    decide_claim(second, is_accepted=True, answer="The photo.", by=editor)
    first.refresh_from_db()
    assert first.state == Claim.State.REFUSED
    deliver_mails()
    [body] = [mail.body for mail in mailoutbox if mail.to == ["n.salcedo@example.org"]]
    assert "another member" in body
    with pytest.raises(ClaimStateError):
        decide_claim(first, is_accepted=True, answer="Too late.", by=editor)
    client.force_login(nuria)
    page = client.get(page_of(entry))
    assert "belongs to an account already" in page.text
    for way in ({"way": "mail"}, {"way": "ask", "text": WHY}, {"way": "address"}):
        answer = client.post(page_of(entry), way)
        assert answer.status_code == 422
        assert "belongs to another account by now" in answer.text


def test_the_database_gives_an_entry_to_one_alone(entry, nuria, monkeypatch):
    """Two processes at once: each read the entry before the other wrote."""
    stale = Person.objects.get(pk=entry.pk)
    take_entry(entry, by=user("other@example.org"))
    with pytest.raises(ClaimStateError):
        take_entry(stale, by=nuria)
    entry.refresh_from_db()
    assert entry.user.email == "other@example.org"
    assert not Claim.objects.filter(claimer=nuria).exists(), "nothing is left of the attempt"
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(person=entry, claimer=nuria, state=Claim.State.ACCEPTED)
    second = person("N. Salcedo")
    Claim.objects.create(person=second, claimer=nuria)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(person=second, claimer=nuria)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=second.pk).update(user=entry.user)


def test_who_has_a_profile_keeps_it_and_the_entry_joins_it(client, entry, nuria):
    own = person("Nuria S. Salcedo", user=nuria, words={"headline": "My words"})
    Affiliation.objects.create(person=entry, name="City of Valdemora")
    question = write_to_person(entry, by=stranger(), text="How?")
    Person.objects.filter(pk=entry.pk).update(orcid="0000-0002-1825-0097")
    client.force_login(nuria)
    assert "You have a profile already" in client.get(page_of(entry)).text
    assert take_entry(entry, by=nuria) == own
    own = person_of(type(nuria).objects.get(pk=nuria.pk))
    assert own.display_name == "Nuria S. Salcedo"
    assert own.orcid == "0000-0002-1825-0097"
    assert [each.name for each in own.affiliations.all()] == ["City of Valdemora"]
    question.refresh_from_db()
    assert (question.person, question.recipient) == (own, nuria)
    assert not Person.objects.filter(pk=entry.pk).exists()
    assert client.get(entry.get_absolute_url()).url == own.get_absolute_url()
    answer = client.get(f"/api/v1/people/{entry.identifier}").json()
    assert answer["id"] == own.identifier
    claim = Claim.objects.get()
    assert claim.person == own
    with pytest.raises(ClaimStateError):
        settle_dispute(claim, is_accepted=False, answer="No.", by=desk_editor())
    again = person("Salcedo, N.")
    take_entry(again, by=nuria)
    assert client.get(again.get_absolute_url()).url == own.get_absolute_url()


def test_questions_asked_before_reach_the_bearer_on_the_site(entry, nuria):
    question = write_to_person(entry, by=stranger(), text="How?")
    take_entry(entry, by=nuria)
    question.refresh_from_db()
    assert question.recipient == nuria
    assert Message.objects.count() == 1


def test_the_stranger_may_not(client, entry, nuria):
    claim, other = claim_entry(entry, by=nuria, text=WHY), stranger()
    with pytest.raises(NotAllowedError):
        decide_claim(claim, is_accepted=True, answer="Me.", by=other)
    with pytest.raises(NotAllowedError):
        settle_dispute(claim, is_accepted=False, answer="Me.", by=other)
    with pytest.raises(NotAllowedError):
        withdraw_claim(claim, by=other)
    with pytest.raises(NotAllowedError):
        claim_by_address(entry, by=other)
    client.force_login(other)
    assert client.get(f"/en/account/claims/{claim.pk}/").status_code == 404
    entry.consent_until = timezone.localdate() - timedelta(days=1)
    entry.save()
    assert client.get(page_of(entry)).status_code == 404, "nobody claims what they cannot see"
    with pytest.raises(NotAllowedError):
        claim_entry(entry, by=other, text=WHY)
    nuria.is_active = False
    with pytest.raises(NotAllowedError):
        mail_link(entry, by=nuria)


def test_no_editor_decides_about_their_own_claim(client, entry):
    editor = desk_editor()
    claim = claim_entry(entry, by=editor, text=WHY)
    with pytest.raises(NotAllowedError):
        decide_claim(claim, is_accepted=True, answer="Me.", by=editor)
    client.force_login(editor)
    assert "it is your own claim" in client.get(f"/en/desk/claims/{claim.pk}/").text


def test_a_claim_is_taken_back_and_can_be_made_again(client, entry, nuria):
    claim = claim_entry(entry, by=nuria, text=WHY)
    assert claim_entry(entry, by=nuria, text="Again") == claim, "twice is once"
    client.force_login(nuria)
    address = f"/en/account/claims/{claim.pk}/"
    assert client.post(address, {"act": "withdraw"}).status_code == 302
    assert client.post(address, {"act": "withdraw"}).status_code == 422
    assert claim_entry(entry, by=nuria, text=WHY) != claim


def test_mails_and_claims_are_limited(client, entry, nuria):
    client.force_login(nuria)
    answers = [client.post(page_of(entry), {"way": "mail"}).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 422]
    assert "too often" in client.post(page_of(entry), {"way": "mail"}).text


def test_a_huge_text_is_answered_at_its_field(client, entry, nuria):
    client.force_login(nuria)
    answer = client.post(page_of(entry), {"way": "ask", "text": "ن" * 200_000})
    assert answer.status_code == 422
    assert "id_text_error" in answer.text
    hostile = "<script>alert(1)</script>"
    claim = claim_entry(entry, by=nuria, text=hostile)
    assert hostile not in client.get(f"/en/account/claims/{claim.pk}/").text


def test_claims_are_taken_away_erased_and_forgotten(entry, nuria):
    claim = claim_entry(entry, by=nuria, text=WHY)
    entries = {each.model: each for each in registered()}
    [row] = entries[Claim].export(nuria)
    assert row["text"] == WHY
    assert prune_claims() == 0
    Claim.objects.update(at=timezone.now() - timedelta(days=366))
    assert prune_claims() == 1
    claim = claim_entry(entry, by=nuria, text=WHY)
    entries[Claim].erase(nuria, Fate.ANONYMIZE)
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_the_desk_asks_as_often_for_many_claims(client, django_assert_num_queries):
    client.force_login(desk_editor())
    client.get("/en/desk/claims/")

    def add(number: int) -> None:
        claim_entry(person(f"P {number}"), by=user(f"u{number}@example.org"), text=WHY)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for total in (1, 3):
        for number in range(total):
            add(10 * total + number)
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/desk/claims/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_block_keeps_claimer_and_entry_apart_as_anybody(client, nuria):
    claimed = person("Youssef Amrani", user=user("youssef@example.org"))
    block_member(nuria, by=claimed.user)
    client.force_login(nuria)
    assert client.get(page_of(claimed)).status_code == 404


def test_claims_wait_in_the_one_queue_of_moderators(client, entry, nuria):
    claim_entry(entry, by=nuria, text=WHY)
    editor = desk_editor()
    claim_entry(person("About the editor"), by=editor, text=WHY)
    client.force_login(editor)
    page = client.get("/en/desk/moderation/all/").text
    assert WHY in page
    assert "About the editor" not in page, "nobody decides about their own"


def test_who_may_not_write_claims_nothing_and_announces_nothing(client, entry, nuria):
    mute_user(nuria, reason="Insults.", days=7, by=administrator())
    client.force_login(nuria)
    answer = client.post(page_of(entry), {"way": "ask", "text": WHY})
    assert answer.status_code == 422
    assert "You cannot write until" in answer.text
    assert WHY in answer.text, "what was typed is kept"
    assert not Claim.objects.exists()
    office = organization("Office", website="https://example.org/")
    take_entry(office, by=nuria)
    with pytest.raises(NotAllowedError):
        update_exchange(office, {}, version=present_version(office), by=nuria)
    with pytest.raises(NotAllowedError):
        announce_programme(office, {"closes_on": timezone.localdate()}, by=nuria)


IN_ORCID = "0000-0002-1825-0097"


def signs_in_with(who, orcid: str = IN_ORCID, provider: str = "orcid") -> None:
    SocialAccount.objects.create(user=who, provider=provider, uid=orcid)


def test_who_signs_in_with_the_entrys_orcid_takes_it_at_once(client, entry, nuria, mailoutbox):
    Person.objects.filter(pk=entry.pk).update(orcid=IN_ORCID)
    client.force_login(nuria)
    assert "ORCID" not in client.get(page_of(entry)).text, "the operator has not set it up"
    signs_in_with(nuria)
    assert page_of(entry) in client.get("/en/account/profile/").text, "we tell of the entry"
    page = client.get(page_of(entry))
    assert "You sign in with its ORCID iD" in page.text
    assert IN_ORCID not in page.text
    assert client.post(page_of(entry), {"way": "orcid"}).url == "/en/account/profile/"
    entry.refresh_from_db()
    assert entry.user == nuria
    claim = Claim.objects.get()
    assert (claim.proof, claim.state) == (Claim.Proof.ORCID, Claim.State.ACCEPTED)
    deliver_mails()
    told = {mail.to[0] for mail in mailoutbox}
    assert told == {"n.salcedo@example.org", "nuria@city.example"}, "its address may dispute it"
    assert page_of(entry) not in client.get("/en/account/profile/").text


@pytest.mark.parametrize(
    ("orcid", "provider", "of_entry"),
    [
        ("0000-0001-5109-3700", "orcid", IN_ORCID),  # Another iD.
        (IN_ORCID, "keycloak", IN_ORCID),  # Another service says so.
        ("", "orcid", ""),  # An entry without iD belongs to nobody.
    ],
)
def test_nothing_else_takes_an_entry_as_orcid_does(client, entry, nuria, orcid, provider, of_entry):
    Person.objects.filter(pk=entry.pk).update(orcid=of_entry)
    signs_in_with(nuria, orcid, provider)
    person("Nuria S.", user=nuria, orcid=of_entry)  # What a profile says of itself is no proof.
    client.force_login(nuria)
    assert "its ORCID iD" not in client.get(page_of(entry)).text
    assert client.post(page_of(entry), {"way": "orcid"}).status_code == 422
    entry.refresh_from_db()
    assert (entry.user, Claim.objects.count()) == (None, 0)


def test_an_orcid_gives_no_entry_that_one_may_not_see_or_that_has_an_account(client, entry, nuria):
    Person.objects.filter(pk=entry.pk).update(orcid=IN_ORCID)
    signs_in_with(nuria)
    client.force_login(nuria)
    Person.objects.filter(pk=entry.pk).update(
        consent_until=timezone.localdate() - timedelta(days=1)
    )
    assert client.get(page_of(entry)).status_code == 404
    entry.refresh_from_db()
    with pytest.raises(NotAllowedError):
        claim_by_orcid(entry, by=nuria)
    assert page_of(entry) not in client.get("/en/account/profile/").text
    Person.objects.filter(pk=entry.pk).update(
        consent_until=timezone.localdate() + timedelta(days=9), user=stranger()
    )
    entry.refresh_from_db()
    with pytest.raises(ClaimStateError):
        claim_by_orcid(entry, by=nuria)


def test_the_claim_leads_to_orcid_and_back(client, entry, nuria, settings):
    providers = settings.SOCIALACCOUNT_PROVIDERS
    apps = [{"client_id": "APP-1", "secret": "s"}]
    settings.SOCIALACCOUNT_PROVIDERS = {**providers, "orcid": {**providers["orcid"], "APPS": apps}}
    client.force_login(nuria)
    assert "orcid" not in client.get(page_of(entry)).text.casefold(), "no iD is kept with it"
    Person.objects.filter(pk=entry.pk).update(orcid=IN_ORCID)
    page = client.get(page_of(entry)).text
    assert IN_ORCID not in page
    [address] = re.findall(r'href="(/sign-in/orcid/login/[^"]+)"', page)
    address = html.unescape(address)
    assert f"next={quote(page_of(entry), safe='')}" in address
    assert client.get(address).status_code == 200
    assert client.post(address)["Location"].startswith("https://orcid.org/oauth/authorize?")


def test_an_editor_compares_those_who_claim_the_same_and_a_late_one_is_told(client, entry, nuria):
    person("Nuria S.", user=nuria)
    first = claim_entry(entry, by=nuria, text=WHY)
    second = claim_entry(entry, by=stranger(), text="It is me.")
    address = "/en/desk/claims/{}/".format
    client.force_login(desk_editor())
    page = client.get(address(first.pk)).text
    assert address(second.pk) in page
    assert person_of(nuria).get_absolute_url() in page
    given = {"is_accepted": "yes", "answer": "The report names your office."}
    sent = client.post(address(first.pk), given, follow=True)
    assert "The claim is decided" in sent.text
    late = client.post(address(second.pk), given)
    assert late.status_code == 422
    assert "This claim was decided already." in late.text


def test_who_was_not_given_the_entry_reads_why(client, entry, nuria):
    other = stranger()
    claim_entry(entry, by=other, text="It is me.")
    mine = claim_entry(entry, by=nuria, text=WHY)
    client.force_login(nuria)
    assert "at once" not in client.get(f"/en/account/claims/{mine.pk}/").text
    decide_claim(Claim.objects.get(claimer=other), is_accepted=True, answer="Yes.",
                 by=desk_editor())  # fmt: skip
    assert "went to another member" in client.get(f"/en/account/claims/{mine.pk}/").text
