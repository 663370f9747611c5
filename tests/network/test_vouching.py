"""Two verified members who know somebody vouch for their claim."""

import pytest

from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.network.blocks import block_member
from tessera.network.claims.claiming import claim_entry, decide_claim, take_entry
from tessera.network.claims.errors import ClaimStateError
from tessera.network.claims.rules import is_verified
from tessera.network.claims.vouching import answer_vouch, ask_to_vouch
from tessera.network.models import Claim, Person, Vouch
from tessera.notifications.delivery import deliver_mails
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.people import person

pytestmark = pytest.mark.django_db
WHY = "I wrote the report of 2019 that names me."


def verified(name: str) -> Person:
    """A member whose own entry was claimed and accepted."""
    return take_entry(person(name), by=user(f"{name.lower()}@example.org", language="fr"))


@pytest.fixture
def nuria():
    return user("nuria@example.org", first_name="Nuria")


@pytest.fixture
def claim(nuria):
    return claim_entry(person("Nuria Salcedo"), by=nuria, text=WHY)


def test_two_members_vouch_and_the_entry_is_the_claimers(client, claim, nuria, mailoutbox):
    ines, youssef = verified("Ines"), verified("Youssef")
    client.force_login(nuria)
    own = f"/en/account/claims/{claim.pk}/"
    absolute = f"https://example.org{ines.get_absolute_url()}"
    assert client.post(own, {"act": "ask", "member": absolute}).status_code == 302
    typed = youssef.identifier.lower().replace("-", "")
    assert client.post(own, {"act": "ask", "member": typed}).status_code == 302
    assert client.post(own, {"act": "ask", "member": typed}).status_code == 302, "twice is once"
    assert Vouch.objects.count() == 2
    deliver_mails()
    mails = [mail for mail in mailoutbox if "/account/vouches/" in mail.body]
    assert sorted(mail.to[0] for mail in mails) == ["ines@example.org", "youssef@example.org"]
    for mail in mails:
        assert "/fr/account/vouches/" in mail.body
        assert "nuria@example.org" not in mail.body
    for member, state in ((ines, Claim.State.OPEN), (youssef, Claim.State.ACCEPTED)):
        vouch = Vouch.objects.get(member=member.user)
        client.force_login(member.user)
        address = f"/en/account/vouches/{vouch.pk}/"
        page = client.get(address)
        assert WHY in page.text
        assert "Nuria" in page.text
        assert client.post(address, {"answer": "yes"}).status_code == 302
        claim.refresh_from_db()
        assert claim.state == state
    assert "This claim was decided" in client.get(address).text
    assert client.post(address, {"answer": "no"}).status_code == 422
    claim.person.refresh_from_db()
    assert claim.person.user == nuria
    assert is_verified(nuria), "and may vouch for others"


def test_one_no_leaves_it_to_an_editor(claim, nuria):
    members = [verified(name) for name in ("Ines", "Youssef", "Leyla")]
    for member, is_true in zip(members, (False, True, True), strict=True):
        vouch = ask_to_vouch(claim, member, by=nuria)
        answer_vouch(vouch, is_true=is_true, by=member.user)
    claim.refresh_from_db()
    assert claim.is_open
    answer_vouch(Vouch.objects.get(member=members[0].user), is_true=True, by=members[0].user)
    claim.refresh_from_db()
    assert claim.state == Claim.State.ACCEPTED


def test_vouches_decide_nothing_while_two_claim_the_same_entry(client, claim, nuria):
    claim_entry(claim.person, by=stranger(), text="It is me.")
    for name in ("Ines", "Youssef"):
        member = verified(name)
        answer_vouch(ask_to_vouch(claim, member, by=nuria), is_true=True, by=member.user)
    claim.refresh_from_db()
    assert claim.is_open
    client.force_login(desk_editor())
    page = client.get(f"/en/desk/claims/{claim.pk}/").text
    assert page.count("Says that it is true") == 2


def test_only_verified_members_vouch_and_never_for_themselves(client, claim, nuria):
    unproven = person("Somebody", user=user("somebody@example.org"))
    own = person("Nuria again", user=nuria)
    enemy = verified("Enemy")
    block_member(nuria, by=enemy.user)
    for member in (unproven, own, enemy, person("No Account")):
        with pytest.raises(TesseraError):
            ask_to_vouch(claim, member, by=nuria)
    client.force_login(nuria)
    address = f"/en/account/claims/{claim.pk}/"
    for member, words in (
        (unproven.identifier, "cannot vouch for you"),
        ("nobody", "no profile with this identifier"),
        (enemy.identifier, "no profile with this identifier"),
    ):
        answer = client.post(address, {"act": "ask", "member": member})
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{member}"' in answer.text, "what was typed is kept"
    assert not Vouch.objects.exists()


def test_the_stranger_may_not(client, claim, nuria):
    ines, other = verified("Ines"), stranger()
    with pytest.raises(NotAllowedError):
        ask_to_vouch(claim, ines, by=other)
    vouch = ask_to_vouch(claim, ines, by=nuria)
    with pytest.raises(NotAllowedError):
        answer_vouch(vouch, is_true=True, by=other)
    client.force_login(other)
    assert client.get(f"/en/account/vouches/{vouch.pk}/").status_code == 404
    Claim.objects.filter(claimer=ines.user).update(state=Claim.State.REVOKED)
    with pytest.raises(NotAllowedError):
        answer_vouch(vouch, is_true=True, by=ines.user)


def test_no_more_are_asked_than_may_be_and_none_after_the_decision(claim, nuria):
    for number in range(6):
        ask_to_vouch(claim, verified(f"M{number}"), by=nuria)
    last = verified("Last")
    with pytest.raises(TesseraError):
        ask_to_vouch(claim, last, by=nuria)
    decide_claim(claim, is_accepted=False, answer="Too many.", by=desk_editor())
    with pytest.raises(ClaimStateError):
        ask_to_vouch(claim, last, by=nuria)


def test_what_one_vouched_is_taken_away_and_erased(claim, nuria):
    ines = verified("Ines")
    answer_vouch(ask_to_vouch(claim, ines, by=nuria), is_true=True, by=ines.user)
    entries = {entry.model: entry for entry in registered()}
    [row] = entries[Vouch].export(ines.user)
    assert row["is_true"] is True
    entries[Vouch].erase(ines.user, Fate.DELETE)
    assert not Vouch.objects.exists()
