"""Others tell what came of an approach or a practice where they are."""

import re

import pytest

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import NotAllowedError
from tessera.notifications.models import Mail
from tessera.review.actions.desk import decline_submission, list_submission
from tessera.review.models import Submission
from tessera.stewardship.models import TriedNote
from tessera.stewardship.tried import Tried, tell_tried
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.catalogue import record

pytestmark = pytest.mark.django_db

NOTE = {
    "country": "SE", "place": "Malmö", "year": "2023", "lead": "The city's library",
    "need": "Newcomers met nobody.", "adapted": "We met on Sundays, with children.",
    "result": "half", "learned": "The room was too small.", "email": "amina@example.org",
}  # fmt: skip


@pytest.fixture
def approach():
    return record("Language cafés", "APP", places=[], is_global=True)


def address(thing) -> str:
    return f"{thing.get_absolute_url()}tried/"


def told(thing, result: str = "worked", by=None, **more: object) -> TriedNote:
    """A note that an editor accepted."""
    words = Tried("SE", "Malmö", 2023, "Library", "A need.", "We did.", result, "It helped.", False)
    note = tell_tried(thing, told=words, language="en", by=by or user(f"{result}@example.org"))
    list_submission(note.submission, by=SYSTEM, is_confirmed=True)
    note.refresh_from_db()
    return note


def test_it_is_told_without_an_account_confirmed_by_mail_and_held(client, approach):
    assert address(approach) in client.get(approach.get_absolute_url()).text
    assert client.get(address(approach)).status_code == 200
    answer = client.post(address(approach), NOTE)
    assert answer.status_code == 302
    assert "open the mail" in client.get(answer["Location"]).text
    note = TriedNote.objects.get()
    assert note.submission.state == Submission.State.UNCONFIRMED
    assert "Malmö" not in client.get(approach.get_absolute_url()).text
    link = Mail.objects.get(address="amina@example.org").context["path"]
    client.get(link)
    note.submission.refresh_from_db()
    assert note.submission.state == Submission.State.UNCONFIRMED
    client.post(link, {"do": "confirm"})
    note.submission.refresh_from_db()
    assert note.submission.state == Submission.State.SCREENING
    assert "Malmö" not in client.get("/en/tried/").text


def test_an_accepted_note_is_a_linked_snapshot_and_counts(client, approach):
    client.force_login(user("amina@example.org"))
    given = {name: value for name, value in NOTE.items() if name != "email"}
    answer = client.post(address(approach), given)
    assert "with the editors" in client.get(answer["Location"]).text
    note = TriedNote.objects.get()
    client.force_login(desk_editor())
    desk = client.get("/en/desk/tried/").text
    assert note.submission.identifier in desk
    client.post(
        f"/en/desk/{note.submission.identifier}/", {"do": "list", "is_confirmed": "on", "note": ""}
    )
    note.refresh_from_db()
    snapshot = note.submission.record
    assert snapshot.live
    relation = snapshot.specific.relations.get()
    assert (relation.kind.code, relation.target_id) == ("adapted_from", approach.pk)
    assert [theme.code for theme in snapshot.themes.all()] == ["LAN"]
    client.logout()
    page = client.get(approach.get_absolute_url()).text
    assert "Tried in 1 other place" in page
    assert "1 worked in part" in page
    assert snapshot.get_absolute_url() in page
    own = client.get(snapshot.get_absolute_url()).text
    assert "tried after an example" in own
    assert approach.get_absolute_url() in own


def test_failures_are_told_as_plainly(client, approach):
    for result in ("worked", "failed"):
        told(approach, result)
    failed = TriedNote.objects.get(result="failed")
    assert failed.submission.record.specific.relations.get().kind.code == "failed_copy_of"
    page = client.get("/en/tried/?result=failed").text
    assert failed.submission.record.get_absolute_url() in page
    assert page.count('<article class="rec"') == 1
    assert client.get("/en/tried/").text.count('<article class="rec"') == 2
    mine = client.get(f"/en/tried/?record={approach.identifier}").text
    assert approach.get_absolute_url() in mine
    failed.submission.record.specific.unpublish()
    assert "1 did not work" not in client.get(approach.get_absolute_url()).text


def test_a_declined_note_is_never_seen(client, approach):
    words = Tried("SE", "", 2023, "Library", "A need.", "We did.", "worked", "It.", True)
    note = tell_tried(approach, told=words, language="en", by=user())
    decline_submission(note.submission, by=desk_editor(), code="scope", note="No.")
    assert "Nobody has told us yet" in client.get(approach.get_absolute_url()).text


def test_what_is_missing_is_told_and_what_was_typed_is_kept(client, approach):
    wrong = {**NOTE, "country": "", "year": "2999", "result": "", "email": "amina"}
    answer = client.post(address(approach), wrong)
    assert answer.status_code == 422
    assert NOTE["adapted"] in answer.text
    assert len(re.findall(r'class="err"', answer.text)) == 4
    assert client.post(address(approach), {**NOTE, "adapted": "x" * 3001}).status_code == 422
    assert not TriedNote.objects.exists()


def test_what_a_machine_fills_in_waits_for_a_closer_look(client, approach):
    client.force_login(user())
    client.post(address(approach), {**NOTE, "homepage_link": "https://example.org"})
    note = TriedNote.objects.get()
    assert "trap" in note.submission.held_for
    assert note.submission.state == Submission.State.SUBMITTED


def test_only_public_approaches_and_practices_can_be_tried(client, approach):
    study = record("A study", "ACA")
    assert client.get(address(study)).status_code == 404
    assert "We tried this" not in client.get(study.get_absolute_url()).text
    words = Tried("SE", "", 2023, "Library", "A need.", "We did.", "worked", "It.", True)
    with pytest.raises(NotAllowedError):
        tell_tried(study, told=words, language="en", by=None, email="a@example.org")
    approach.unpublish()
    assert client.get(address(approach)).status_code == 404
    with pytest.raises(NotAllowedError):
        tell_tried(approach, told=words, language="en", by=user())


def test_the_stranger_may_not_see_what_waits(client):
    client.force_login(stranger())
    assert client.get("/en/desk/tried/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_no_more_for_more_notes(client, approach, django_assert_max_num_queries, count):
    somebody = user()
    for _each in range(count):
        told(approach, "worked", by=somebody)
    client.get("/en/tried/")
    with django_assert_max_num_queries(12):
        assert client.get("/en/tried/").text.count('<article class="rec"') == count
