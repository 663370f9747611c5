"""Whoever knows a record is asked whether it is still correct; readers see when nobody answers."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.changes.models import Change, Version
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.verification import Age, age_of, months_later
from tessera.network.actions import publish_organization
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tessera.review.actions.desk import list_submission
from tessera.search.documents import index_documents
from tessera.stewardship.asking import Letter, people_asked
from tessera.stewardship.models import Correction, Verification
from tessera.stewardship.verification import (
    LetterHolder,
    ask_again,
    confirm_correct,
    want_change,
)
from tessera.stewardship.verification_clock import ring_verification_clock
from tests.factories.accounts import desk_editor, stranger
from tests.factories.catalogue import publish_again, record
from tests.factories.network import organization
from tests.factories.reviewing import complete
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def due(thing, days: int):
    """Its clock ran out so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    type(thing).objects.filter(pk=thing.pk).update(verification_due=day)
    thing.refresh_from_db()
    return thing


def cared_for(days: int = 0, **fields: object):
    return due(record(contact_mailbox="cafes@example.org", **fields), days)


def link_in_mail() -> str:
    return Mail.objects.filter(kind="stewardship.ask").latest("pk").context["path"]


def test_each_kind_has_its_own_clock():
    first = timezone.localdate()
    ended = record(kind="PRA", status=concept("ST", "END"))
    months = {"PRA": 12, "POL": 12, "GUI": 36, "APP": 36, "ACA": 60}
    assert {
        kind: record(kind=kind).verification_due == months_later(first, count)
        for kind, count in months.items()
    } == dict.fromkeys(months, True)
    assert ended.verification_due == months_later(first, 60)
    assert organization().verification_due == months_later(first, 12)
    assert record(verified_at=date(2020, 2, 29)).verification_due == date(2021, 2, 28)
    assert record(verification_due=date(2031, 1, 1)).verification_due == date(2031, 1, 1)


@pytest.mark.parametrize(
    ("days", "age"), [(0, Age.CURRENT), (1, Age.DUE), (90, Age.DUE), (91, Age.STALE)]
)
def test_what_is_overdue_becomes_due_and_then_stale(days, age):
    assert age_of(TODAY - timedelta(days=days), on=TODAY) == age


def test_a_draft_never_takes_a_verification_back():
    thing = record()
    thing.save_revision()
    confirm_correct(thing, by=SYSTEM)
    Record.objects.filter(pk=thing.pk).update(verified_at=TODAY, verification_due=date(2040, 1, 1))
    thing.refresh_from_db()
    thing.get_latest_revision().publish()
    thing.refresh_from_db()
    assert (thing.verified_at, thing.verification_due) == (TODAY, date(2040, 1, 1))
    again = publish_again(thing, verified_at=date(2040, 2, 1))
    assert again.verification_due == date(2041, 2, 1)


def test_owner_says_with_one_click_that_it_is_still_correct(client, mailoutbox):
    thing = cared_for(days=3)
    versions = Version.objects.count()
    assert ring_verification_clock() == 1
    link = link_in_mail()
    deliver_mails()
    assert [mail.to for mail in mailoutbox] == [["cafes@example.org"]]
    assert link in mailoutbox[0].body
    Change.objects.all().delete()

    page = client.get(link)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    client.head(link)
    thing.refresh_from_db()
    assert thing.verified_at is None  # A scanner of mail opened the link, and nothing happened.

    answer = client.post(link, {"do": "correct"})
    assert "verified today" in answer.text
    thing.refresh_from_db()
    today = timezone.localdate()
    assert (thing.verified_at, thing.verification_due) == (today, months_later(today, 12))
    assert not Verification.objects.exists()
    assert Version.objects.count() == versions
    assert [change.what for change in Change.objects.all()] == [Change.What.CHECKED]
    assert "answered already" in client.get(link).text
    assert "answered already" in client.post(link, {"do": "correct"}).text
    assert ring_verification_clock() == 0


def test_owner_says_what_must_change_and_is_not_asked_again(client):
    thing = cared_for(days=3)
    ring_verification_clock()
    empty = client.post(link_in_mail(), {"do": "change", "text": ""})
    assert empty.status_code == 422
    assert not Correction.objects.exists()
    client.post(link_in_mail(), {"do": "change", "text": "We moved to Elm Street."})
    kept = Correction.objects.get()
    assert (kept.record_id, kept.text, kept.reason) == (
        thing.pk, "We moved to Elm Street.", "outdated",
    )  # fmt: skip
    assert kept.email == "cafes@example.org"
    assert ring_verification_clock(timezone.now() + timedelta(days=40)) == 0

    office = due(organization(contact_mailbox="office@example.org"), 1)
    ring_verification_clock()
    client.post(link_in_mail(), {"do": "change", "text": "We merged."})
    row = Verification.objects.get(identifier=office.identifier)
    assert (row.wanted_change, bool(row.wants_change_at)) == ("We merged.", True)


def test_the_author_of_a_contribution_is_asked_before_the_day():
    one = complete()
    list_submission(one, by=SYSTEM, is_confirmed=True)
    one.refresh_from_db()
    thing = due(one.record.specific, -10)
    assert [each.to for each in people_asked(thing)] == [one.author]
    assert ring_verification_clock() == 1
    assert Verification.objects.get().age == Verification.Age.CURRENT


def test_three_silences_are_enough_and_editors_are_told_once_a_week():
    editor = desk_editor()
    cared_for(days=1)
    now = timezone.now()
    rings = [ring_verification_clock(now + timedelta(days=days)) for days in range(0, 140, 10)]
    assert sum(rings) == 3
    row = Verification.objects.get()
    assert (row.is_silent, row.age) == (True, Verification.Age.STALE)
    told = Mail.objects.filter(kind="stewardship.upkeep", user=editor)
    assert told.latest("pk").context["silent"] == 1
    weeks = told.count()
    ring_verification_clock(now + timedelta(days=130))
    assert told.count() == weeks


def test_nobody_to_ask_is_the_editors_business_at_once():
    due(record(), 2)
    assert ring_verification_clock() == 0
    assert Verification.objects.get().has_nobody
    assert Verification.objects.silent().count() == 1


def test_one_mailbox_is_not_flooded():
    for _each in range(8):
        cared_for(days=2)
    assert ring_verification_clock() == 5
    assert ring_verification_clock() == 0


def test_readers_are_told_on_the_page_and_in_lists(client):
    thing = cared_for()
    address = thing.get_absolute_url()
    assert "note-warn" not in client.get(address).text
    due(thing, 5)
    assert "due to be verified again" in client.get(address).text
    assert "To be verified again" in client.get("/en/places/de/").text
    due(thing, 100)
    page = client.get(address).text
    assert "This may be out of date." in page
    assert f"{address}correct/" in page
    assert "May be out of date" in client.get("/en/places/de/").text
    office = due(organization(), 100)
    assert "This may be out of date." in client.get(office.get_absolute_url()).text


def test_what_is_stale_stands_lower_and_the_index_is_told():
    thing, office = cared_for(days=1), due(organization(), 91)
    ring_verification_clock()
    Change.objects.all().delete()
    fresh = next(index_documents([thing.identifier])).quality
    due(thing, 91)
    Verification.objects.update(due_on=thing.verification_due)
    ring_verification_clock()
    assert {change.identifier: change.what for change in Change.objects.all()} == {
        thing.identifier: Change.What.CHECKED
    }
    assert next(index_documents([thing.identifier])).quality == pytest.approx(fresh - 0.3)
    assert next(index_documents([office.identifier])).quality < 0
    Change.objects.all().delete()
    ring_verification_clock()
    assert not Change.objects.exists()


def test_older_records_get_a_clock_and_withdrawn_ones_lose_their_question():
    thing = record()
    Record.objects.update(verification_due=None)
    ring_verification_clock()
    thing.refresh_from_db()
    assert thing.verification_due == months_later(timezone.localdate(), 12)
    due(thing, 1)
    ring_verification_clock()
    assert Verification.objects.count() == 1
    thing.unpublish()
    ring_verification_clock()
    assert Verification.objects.count() == 0


def test_a_forged_cut_or_foreign_letter_opens_nothing(client):
    thing, other = cared_for(days=1), cared_for(days=1)
    letter = Letter(thing.identifier, thing.verification_due, "mailbox")
    for token in (letter.token[:-2], "x", letter.token.replace(":", "!")):
        assert client.get(f"/en/verify/{token}/").status_code == 404
        assert client.post(f"/en/verify/{token}/", {"do": "correct"}).status_code == 404
    with pytest.raises(NotAllowedError):
        confirm_correct(other, by=LetterHolder(letter))
    with pytest.raises(NotAllowedError):
        want_change(other, text="No", language="en", by=LetterHolder(letter))


def test_editors_see_what_is_due_verify_it_and_ask_again(client):
    silent, answered = due(record("Night school"), 100), cared_for(days=3)
    ring_verification_clock()
    client.force_login(desk_editor())
    page = client.get("/en/desk/verification/").text
    assert re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", page) == ["Night school", "Language cafés"]
    assert "Night school" in client.get("/en/desk/verification/?queue=silent&kind=PRA").text
    assert "Night school" not in client.get("/en/desk/verification/?queue=changes").text
    one = f"/en/desk/verification/{silent.identifier}/"
    assert client.get(f"{one}form/").status_code == 302
    assert "no address" in client.post(one, {"do": "ask"}, follow=True).text
    two = f"/en/desk/verification/{answered.identifier}/"
    assert "They were asked today" in client.post(two, {"do": "ask"}, follow=True).text
    Verification.objects.update(asked_at=timezone.now() - timedelta(days=2))
    client.post(two, {"do": "ask"})
    assert Mail.objects.filter(kind="stewardship.ask").count() == 2
    assert client.post(one, {"do": "verified"}).status_code == 302
    silent.refresh_from_db()
    assert silent.verified_at == timezone.localdate()
    assert "Night school" not in client.get("/en/desk/verification/").text


def test_the_stranger_may_not_verify_nor_look(client):
    thing, nobody = cared_for(days=1), stranger()
    ring_verification_clock()
    with pytest.raises(NotAllowedError):
        confirm_correct(thing, by=nobody)
    with pytest.raises(NotAllowedError):
        ask_again(thing, by=nobody)
    client.force_login(nobody)
    one = f"/en/desk/verification/{thing.identifier}/"
    assert client.get("/en/desk/verification/").status_code == 403
    assert client.post(one, {"do": "verified"}).status_code == 403
    assert client.get(f"{one}form/").status_code == 403


def test_asking_about_what_was_verified_meanwhile_is_refused():
    with pytest.raises(TesseraError):
        ask_again(record(), by=desk_editor())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_no_more_for_more_rows(client, django_assert_max_num_queries, rows):
    for number in range(rows):
        due(record(f"Café {number}"), 2)
    publish_organization(due(organization(), 5), by=SYSTEM)
    ring_verification_clock()
    client.force_login(desk_editor())
    client.get("/en/desk/verification/")
    with django_assert_max_num_queries(26):
        assert client.get("/en/desk/verification/").text.count('class="no-tick"') >= rows
