"""Editors make entries for people without an account, who decide about them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tessera.lib.errors import NotAllowedError
from tessera.network.known_people import add_known_person, prune_known_people
from tessera.network.models import Person
from tessera.notifications.delivery import deliver_mails
from tests.factories.accounts import desk_editor, stranger
from tests.factories.network import organization
from tests.factories.people import person

pytestmark = pytest.mark.django_db
LIST, ADD = "/en/desk/people/", "/en/desk/people/add/"


def given(**more: object) -> dict[str, object]:
    return {
        "display_name": "Youssef Amrani", "language": "fr", "headline": "Sociologist",
        "organization": "Office for Newcomers", "role": "Head", "mailbox": "y@city.example",
        "orcid": "0000-0002-1825-0097", **more,
    }  # fmt: skip


def test_an_editor_makes_an_entry_and_invites_the_person(client, mailoutbox):
    office = organization("Office for Newcomers")
    client.force_login(desk_editor())
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, given(has_agreed="on")).url == LIST
    made = Person.objects.get()
    assert made.affiliations.get().organization == office
    assert not made.is_claimed
    assert "Sociologist" in client.get(made.get_absolute_url()).text
    page = client.get(LIST).text
    assert "Youssef Amrani" in page
    assert "y@city.example" not in page
    assert client.post(f"{LIST}{made.identifier}/invite/").status_code == 302
    deliver_mails()
    assert [mail.to for mail in mailoutbox] == [["y@city.example"]]
    assert "/fr/people/claim/" in mailoutbox[0].body


def test_without_agreement_nobody_sees_the_entry_on_any_surface(client):
    client.force_login(desk_editor())
    client.post(ADD, given())
    made = Person.objects.get()
    assert client.get(made.get_absolute_url()).status_code == 404
    client.logout()
    for address in (
        made.get_absolute_url(),
        f"/en/people/{made.identifier}/claim/",
        f"/api/v1/people/{made.identifier}",
    ):
        assert client.get(address).status_code in {302, 404}
    assert "Youssef" not in client.get("/en/people/?q=Amrani").text
    assert client.get("/api/v1/people?q=Amrani").json()["total"] == 0
    assert not Person.objects.seen_by(AnonymousUser()).exists()


def test_the_address_of_an_entry_is_on_no_surface(client):
    made = person("Nuria Salcedo", mailbox="nuria@city.example")
    for reader in (None, stranger(), desk_editor()):
        if reader:
            client.force_login(reader)
        for address in (
            made.get_absolute_url(),
            "/en/people/?q=Nuria",
            f"/api/v1/people/{made.identifier}",
            "/api/v1/people",
        ):
            assert "city.example" not in client.get(address).text


def test_what_is_wrong_is_told_at_its_field(client):
    person("Nuria", orcid="0000-0002-1825-0097", mailbox="Y@city.example")
    client.force_login(desk_editor())
    answer = client.post(ADD, given(display_name="", language="xx-nonsense"))
    assert answer.status_code == 422
    assert answer.text.count("There is an entry with this already.") >= 2
    for field in ("display_name", "language", "mailbox", "orcid"):
        assert f'id="id_{field}_error"' in answer.text
    assert "Sociologist" in answer.text, "what was typed is kept"
    assert Person.objects.count() == 1


def test_the_stranger_may_not(client):
    other = stranger()
    with pytest.raises(NotAllowedError):
        add_known_person(given(), has_agreed=True, by=other)
    made = person("Nuria", mailbox="y@city.example")
    client.force_login(other)
    for address in (LIST, ADD, "/en/desk/claims/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}{made.identifier}/invite/").status_code == 403


def test_what_nobody_claims_or_agrees_to_is_forgotten_after_a_year():
    agreed = person("Agreed")
    hidden = person("Hidden", consent_until=None, consent_given_at=None)
    claimed = person("Claimed", user=stranger(), consent_until=None)
    assert prune_known_people() == 0
    Person.objects.update(
        created_at=timezone.now() - timedelta(days=366),
        changed_at=timezone.now() - timedelta(days=366),
    )
    assert prune_known_people() == 1
    assert {*Person.objects.all()} == {agreed, claimed}
    assert not Person.objects.filter(pk=hidden.pk).exists()
