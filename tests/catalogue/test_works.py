"""Works stand on a person's page, if the person wishes, and are those that name their ORCID iD."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.catalogue.models import Creator
from tessera.catalogue.works import works_of_person
from tessera.network.profiles import save_profile
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.catalogue import draft_record, record
from tests.factories.people import person

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def by(orcid: str = f"https://orcid.org/{ORCID}") -> list[Creator]:
    return [Creator(name="Salcedo, Nuria", orcid=orcid)]


@pytest.fixture
def nuria():
    return person(user=user("nuria@example.org"), orcid=ORCID)


def test_works_are_shown_to_those_whom_the_person_chose(client, nuria):
    record("Licences for welders", creators=by())
    readers = {"stranger": None, "member": stranger(), "organizer": desk_editor(),
               "own": nuria.user}  # fmt: skip
    seers = {
        "PUBLIC": set(readers),
        "MEMBERS": {"member", "organizer", "own"},
        "ORGANIZERS": {"organizer", "own"},
        "PRIVATE": {"own"},
        None: {"own"},
    }
    elsewhere = ("/en/people/?q=Nuria", "/api/v1/people", f"/api/v1/people/{nuria.identifier}")
    for chosen, who in seers.items():
        nuria.visibility = {"works": chosen} if chosen else {}
        nuria.save()
        for name, reader in readers.items():
            client.logout()
            if reader:
                client.force_login(reader)
            text = client.get(nuria.get_absolute_url()).text
            assert ("Licences for welders" in text) == (name in who), (chosen, name)
            for address in elsewhere:
                assert "Licences for welders" not in client.get(address).text


def test_only_public_records_that_name_the_id_are_works(nuria):
    record("By a plain iD", creators=by(ORCID))
    record("Another Salcedo", creators=by("https://orcid.org/0000-0001-5109-3700"))
    record("Same name, no iD", creators=by(""))
    draft_record("Not yet public", creators=by())
    gone = record("Withdrawn", creators=by())
    withdraw_record(gone, by=SYSTEM, reason="It closed.")
    text = works_of_person(nuria)
    assert "By a plain iD" in text
    for title in ("Another Salcedo", "Same name", "Not yet public", "Withdrawn"):
        assert title not in text
    nuria.orcid = ""
    assert works_of_person(nuria) == ""
    assert works_of_person(person("Nobody", orcid="0000-0001-5109-370X")) == ""


def test_the_list_is_bounded_and_asks_as_often_for_many(nuria):
    counts = []
    for total in (1, 3, 22):
        for number in range(total):
            record(f"Work {total}-{number}", creators=by())
        works_of_person(nuria)
        with CaptureQueriesContext(connection) as asked:
            text = works_of_person(nuria)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert text.count("<li>") == 20
    assert "The newest 20 of 26." in text


def test_an_orcid_id_comes_from_signing_in_with_it():
    ines = user("ines@example.org")
    SocialAccount.objects.create(user=ines, provider="orcid", uid=ORCID)
    entry = person("Inés", user=ines)
    words = {"headline": "Sociologist"}
    save_profile(entry, by=ines, values={}, text=words, language="en", visibility={}, is_shown=True)
    entry.refresh_from_db()
    assert entry.orcid == ORCID
