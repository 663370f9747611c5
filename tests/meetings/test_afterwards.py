"""After a session: the summary, its check, publication, outcomes, and what became of them."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import publish_record
from tessera.catalogue.models import Record
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import make_token
from tessera.lib.verification import months_later
from tessera.meetings.afterwards.actions import (
    add_row,
    answer_remark,
    compose_summary,
    open_check,
    publish_summary,
    save_summary,
    send_remark,
)
from tessera.meetings.afterwards.composing import draft_parts
from tessera.meetings.afterwards.errors import AfterwardsError, StaleSummaryError
from tessera.meetings.afterwards.follow_ups import (
    answer_follow_up,
    ask_owners,
    forget_owners,
    tell_outcome,
)
from tessera.meetings.afterwards.forms import RemarkForm
from tessera.meetings.afterwards.mails import FOLLOW_UP_PURPOSE
from tessera.meetings.afterwards.publishing import draft_from_outcome
from tessera.meetings.afterwards.reading import shown_outcomes
from tessera.meetings.attendance import Attendee
from tessera.meetings.live.conducting import close_room, open_room
from tessera.meetings.live.errors import WordsError
from tessera.meetings.live.models import Intervention, Question
from tessera.meetings.live.presence import enter
from tessera.meetings.models import (
    OutcomeFollowUp,
    Session,
    SessionOutcome,
    Summary,
    SummaryPart,
    SummaryRemark,
)
from tessera.notifications.models import Mail
from tessera.review.models import Submission
from tessera.review.recording import keep_record
from tests.factories import accounts
from tests.factories import meetings as make
from tests.factories.catalogue import record as practice
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def organizer() -> Attendee:
    user = accounts.desk_editor()
    return Attendee(f"u{user.pk}", "Olu", frozenset({"ORG"}), "", user=user)


RAPPORTEUR = Attendee("i1", "Rana", frozenset({"RAP"}), "")
PARTICIPANT = Attendee("r1", "Amina", frozenset({"PAR"}), "CSO")
OBSERVER = Attendee("r2", "Otto", frozenset({"OBS"}), "")


def past(rule: str = "CHR", **fields):
    """A session of last week."""
    begins = (NOW() - timedelta(days=7)).strftime("%Y-%m-%dT12:00")
    return make.session(begins=begins, attribution_rule=concept("AR", rule), **fields)


def drafted(rule: str = "CHR"):
    session = past(rule)
    compose_summary(session, by=RAPPORTEUR)
    return session


def with_text(session, text: str = "Employers asked for shorter courses."):
    SummaryPart.objects.create(session=session, position=50, heading="Discussion", text=text)
    return session


def outcome(session, kind: str = "COM", **fields):
    values = {"text": "Rooms for neighbours’ evenings in three districts.", **fields}
    return SessionOutcome.objects.create(session=session, kind=concept("OC", kind), **values)


def checked(session):
    """Sent to participants, ten days ago."""
    open_check(session, by=RAPPORTEUR)
    Summary.objects.update(check_until=NOW() - timedelta(minutes=1))
    return session


def published(session, organizer):
    publish_summary(checked(with_text(session)), by=organizer)
    session.refresh_from_db()
    return session


def test_stranger_may_do_nothing_after_a_session(organizer):
    session = with_text(drafted())
    one = outcome(session, "PRA")
    remark = SummaryRemark.objects.create(session=session, key="r1", text="No.")
    for nobody in (None, PARTICIPANT, OBSERVER):
        for act in (
            lambda by: compose_summary(session, by=by),
            lambda by: save_summary(session, rows=[], removed=[], cited={}, revision=0, by=by),
            lambda by: add_row(session, "part", by=by),
            lambda by: open_check(session, by=by),
            lambda by: answer_remark(remark, is_taken=True, answer="", by=by),
            lambda by: publish_summary(session, by=by),
            lambda by: draft_from_outcome(one, by=by),
        ):
            with pytest.raises(NotAllowedError):
                act(nobody)
    for nobody in (None, OBSERVER):
        with pytest.raises(NotAllowedError):
            send_remark(session, part=None, text="It was said otherwise.", by=nobody)
    with pytest.raises(NotAllowedError):
        publish_summary(session, by=RAPPORTEUR)


def test_draft_is_composed_from_what_the_room_left_without_protected_names():
    session = past("CHR")
    Intervention.objects.create(session=session, stakeholder="MAY", summary="Rents are the brake.")
    Question.objects.create(
        session=session, language="en", text="Who pays?", state="answered", answer="The region."
    )
    compose_summary(session, by=RAPPORTEUR)
    told = "\n".join(f"{each.heading}\n{each.text}" for each in session.summary_parts.all())
    for words in ("Who pays, and when?", "Rents are the brake.", "Who pays?", "The region."):
        assert words in told
    assert "Salcedo" not in told
    on_record = past("PUB")
    compose_summary(on_record, by=RAPPORTEUR)
    assert "Nuria Salcedo" in on_record.summary_parts.get(heading="Who was there").text


def test_summary_is_written_once_and_not_before_the_session():
    with pytest.raises(AfterwardsError, match="has begun"):
        compose_summary(make.session(), by=RAPPORTEUR)
    with pytest.raises(AfterwardsError, match="already"):
        compose_summary(drafted(), by=RAPPORTEUR)


def test_protected_name_enters_neither_summary_nor_outcome_nor_remark_nor_answer():
    session = drafted()
    part = SummaryPart(heading="Remarks", text="As Nuria Salcedo said, rents are high.")
    save = {"removed": [], "cited": {}, "revision": 0, "by": RAPPORTEUR}
    with pytest.raises(WordsError, match="Salcedo"):
        save_summary(session, rows=[part], **save)
    bound = SessionOutcome(kind=concept("OC", "COM"), text="Rooms.", owner="Nuria Salcedo")
    with pytest.raises(WordsError):
        save_summary(session, rows=[bound], **save)
    open_check(with_text(session), by=RAPPORTEUR)
    with pytest.raises(WordsError):
        send_remark(session, part=None, text="Salcedo never said so.", by=PARTICIPANT)
    assert not session.summary_remarks.exists()


def test_stale_tab_does_not_overwrite(organizer):
    session = drafted()
    save = {"removed": [], "cited": {}, "by": RAPPORTEUR}
    save_summary(session, rows=[SummaryPart(heading="A", text="One.")], revision=0, **save)
    with pytest.raises(StaleSummaryError):
        save_summary(session, rows=[SummaryPart(heading="B", text="Two.")], revision=0, **save)
    assert not session.summary_parts.filter(heading="B").exists()


def test_everybody_who_was_there_is_asked_to_check_for_ten_days():
    session = with_text(drafted())
    make.registration(session)
    make.registration(session, "Waiting", state="waiting")
    make.seated(session, "MOD")
    open_check(session, by=RAPPORTEUR)
    session.refresh_from_db()
    assert session.state == "CHECK"
    assert session.summary.check_until > NOW() + timedelta(days=9)
    told = set(Mail.objects.filter(kind="meetings.check").values_list("address", flat=True))
    assert told == {"participant1@example.org", "seat@example.org"}
    with pytest.raises(AfterwardsError):
        open_check(session, by=RAPPORTEUR)


def test_session_that_its_moderator_closed_early_is_over():
    begins = (NOW() - timedelta(minutes=20)).isoformat(timespec="minutes")
    session = make.session(begins=begins[:16], time_zone="UTC")
    compose_summary(session, by=RAPPORTEUR)
    with pytest.raises(AfterwardsError):
        open_check(session, by=RAPPORTEUR)
    lead = enter(session, Attendee("i1", "Nuria", frozenset({"MOD"}), ""))
    open_room(by=lead)
    close_room(by=lead)
    open_check(session, by=RAPPORTEUR)
    session.refresh_from_db()
    assert session.is_over(now=NOW())
    assert session.state == "CHECK"


def test_remark_is_answered_before_publication(organizer):
    session = with_text(drafted())
    open_check(session, by=RAPPORTEUR)
    with pytest.raises(AfterwardsError, match="can still remark"):
        publish_summary(session, by=organizer)
    remark = send_remark(session, part=None, text="It was the region.", by=PARTICIPANT)
    Summary.objects.update(check_until=NOW() - timedelta(minutes=1))
    with pytest.raises(AfterwardsError, match="time for remarks"):
        send_remark(session, part=None, text="Once more.", by=PARTICIPANT)
    with pytest.raises(AfterwardsError, match="not looked at"):
        publish_summary(session, by=organizer)
    with pytest.raises(AfterwardsError, match="why"):
        answer_remark(remark, is_taken=False, answer="", by=RAPPORTEUR)
    answer_remark(remark, is_taken=True, answer="", by=RAPPORTEUR)
    assert publish_summary(session, by=organizer).record.live


def test_published_summary_is_a_record_with_links_both_ways(client, organizer):
    cited = practice()
    session = drafted()
    outcome(session, "REC").records.add(cited)
    published(session, organizer)
    record = Summary.objects.get().record.specific
    assert (record.live, record.kind, session.state) == (True, "ACA", "CLOSED")
    assert record.provenance_id == session.identifier
    assert record.texts.get().title == "Summary: Who carries the risk?"
    assert record.verified_at == timezone.localdate()
    assert "nobody has verified" not in client.get(record.get_absolute_url()).text
    # What came out of it stands before the rest, and no list is run together into a sentence.
    assert record.texts.get().summary.startswith(
        "Who pays, and when? Rooms for neighbours’ evenings in three districts."
    )
    assert "–" not in record.texts.get().summary
    assert record.links.get().url.endswith(cited.get_absolute_url())
    summary = reverse("session_summary", args=[session.identifier])
    assert cited.get_absolute_url() in client.get(summary).text
    assert summary in client.get(cited.get_absolute_url()).text
    assert summary in client.get(session.get_absolute_url()).text
    assert record.get_absolute_url() in client.get(summary).text


def test_draft_is_seen_by_those_who_took_part_and_nobody_else(client):
    session = with_text(drafted())
    address = reverse("session_summary", args=[session.identifier])
    member = make.enter(Client(headers={"accept-language": "en"}), make.registration(session))
    assert member.get(address).status_code == 404
    open_check(session, by=RAPPORTEUR)
    assert client.get(address).status_code == 404
    page = member.get(address)
    assert "shorter courses" in page.text
    assert page["X-Robots-Tag"] == "noindex"
    assert member.post(address, {"text": ""}).status_code == 422
    member.post(address, {"text": "It was the region."})
    assert "It was the region." in member.get(address).text
    assert client.post(address, {"text": "It was not."}).status_code == 404


def test_organizer_who_is_no_editor_writes_the_record_of_a_lead_where_everybody_contributes():
    session = drafted()
    lead = outcome(session, "PRA")
    may = Permission.objects.get(codename="change_session", content_type__app_label="meetings")
    olu, other = (accounts.user(f"{name}@example.org") for name in ("olu", "other"))
    for each in (olu, other):
        each.user_permissions.add(may)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(olu)
    desk = f"/en/sessions/{session.identifier}/afterwards/"
    assert "Make a draft record of it" in browser.get(desk).text
    form = _typed(session) | {"do": f"lead-{lead.pk}"}
    written = browser.post(desk, form)["Location"]
    assert written.startswith("/en/contribute/drafts/")
    page = browser.get(written).text
    assert "Where it comes from:" in page
    assert f"Tessera working sessions, {session.identifier}" in page
    assert "three districts" in page
    # Pressed again it is the same; of the other organizer it is not.
    assert "Open its draft record" in browser.get(desk).text
    assert browser.post(desk, _typed(session) | {"do": f"lead-{lead.pk}"})["Location"] == written
    browser.force_login(other)
    told = browser.post(desk, _typed(session) | {"do": f"lead-{lead.pk}"}, follow=True)
    assert "Somebody else is writing this record already." in told.text
    assert browser.get(written).status_code == 404
    # What was written keeps the provenance, and the outcome leads to it once it is public.
    submission = Submission.objects.get()
    lead.refresh_from_db()
    assert (submission.author, submission.record) == (olu, lead.draft)
    submission.content |= {"summary": "Neighbours meet twice a month."}
    keep_record(submission, user=olu)
    record = publish_record(lead.draft.specific.get_latest_revision_as_object(), by=SYSTEM)
    assert record.provenance_id == session.identifier
    assert record.texts.get().summary == "Neighbours meet twice a month."
    assert [each.led_to.permanent for each in shown_outcomes(session)] == [
        f"{settings.BASE_URL}/id/{record.identifier}"
    ]
    assert "draft record of it" not in browser.get(desk).text


def test_lead_becomes_one_draft_record_with_the_session_as_origin(organizer):
    session = drafted()
    lead, other = outcome(session, "PRA"), outcome(session, "DIS")
    record = draft_from_outcome(lead, by=organizer)
    assert draft_from_outcome(lead, by=organizer) == record
    assert (record.kind, record.live, record.provenance_id) == ("PRA", False, session.identifier)
    with pytest.raises(AfterwardsError):
        draft_from_outcome(other, by=organizer)
    assert Record.objects.count() == 1


def test_owner_is_asked_at_3_6_and_12_months_and_answers_without_account(client, organizer):
    session = drafted()
    kept = outcome(session, owner_email="owner@example.org")
    outcome(session, "REC", owner_email="other@example.org")
    published(session, organizer)
    held = session.starts_at.astimezone(session.zone).date()
    planned = list(OutcomeFollowUp.objects.values_list("due_on", flat=True))
    assert planned == [months_later(held, months) for months in (3, 6, 12)]
    assert ask_owners() == 0
    soon = NOW() + timedelta(days=100)
    assert (ask_owners(soon), ask_owners(soon)) == (1, 0)
    assert Mail.objects.get(kind="meetings.outcome").address == "owner@example.org"

    first = OutcomeFollowUp.objects.first()
    with translation.override("en"):
        link = reverse("outcome_answer", args=[make_token(FOLLOW_UP_PURPOSE, str(first.pk))])
    client.get(link)
    first.refresh_from_db()
    assert first.answered_at is None
    assert client.post(link, {"state": "dropped", "note": ""}).status_code == 422
    client.post(link, {"state": "done", "note": "Open since May."})
    kept.refresh_from_db()
    session.refresh_from_db()
    assert (kept.state, session.state) == ("done", "FOLLOW-UP")
    page = client.get(reverse("session_summary", args=[session.identifier])).text
    assert "Open since May." in page
    assert "owner@example.org" not in page
    assert ask_owners(NOW() + timedelta(days=400)) == 0
    assert forget_owners(held + timedelta(days=500)) == 1
    kept.refresh_from_db()
    assert kept.owner_email == ""
    with pytest.raises(AfterwardsError):
        answer_follow_up(first, state="forged", note="")
    assert client.get(f"{link}x").status_code == 404


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, then):
    assert months_later(day, months) == then


def test_rapporteur_writes_on_the_page_and_keeps_what_was_typed(organizer):
    session = past("CHR")
    cited = practice()
    browser = make.enter(
        Client(headers={"accept-language": "en"}), make.seated(session, "RAP", "Rana Reporter")
    )
    address = reverse("session_afterwards", args=[session.identifier])
    assert "Compose the draft" in browser.get(address).text
    browser.post(address)
    browser.post(address, _typed(session, do="outcome"))
    one = session.outcomes.get()
    typed = _typed(session)
    typed |= {"outcomes-0-text": "Rana Reporter shall do it."}
    refused = browser.post(address, typed)
    assert refused.status_code == 422
    assert "Rana Reporter shall do it." in refused.text
    assert "Please leave out" in refused.text
    typed |= {"outcomes-0-text": "The city does it.", "outcomes-0-cited": "0000-0000"}
    assert "no public record" in browser.post(address, typed).text
    typed["outcomes-0-cited"] = f"https://example.org{cited.get_absolute_url()}"
    assert browser.post(address, typed).status_code == 302
    one.refresh_from_db()
    assert one.text == "The city does it."
    assert [each.identifier for each in one.records.all()] == [cited.identifier]
    stranger = Client()
    assert stranger.get(address).status_code == 403


def _typed(session, **more: str) -> dict[str, str]:
    """The form of the desk as the browser sends it."""
    parts, outcomes = list(session.summary_parts.all()), list(session.outcomes.all())
    typed = {"revision": str(Summary.objects.get(session=session).revision), **more}
    for prefix, rows in (("parts", parts), ("outcomes", outcomes)):
        typed |= {
            f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(len(rows)),
        }  # fmt: skip
        for number, row in enumerate(rows):
            typed[f"{prefix}-{number}-id"] = str(row.pk)
            typed[f"{prefix}-{number}-text"] = row.text or "…"
            if prefix == "parts":
                typed[f"{prefix}-{number}-heading"] = row.heading
            else:
                typed[f"{prefix}-{number}-kind"] = str(row.kind_id)
                typed[f"{prefix}-{number}-state"] = row.state
    return typed


def test_everybody_reads_what_became_of_each_outcome(client, organizer):
    session = drafted()
    kept, other = outcome(session), outcome(session, "REC", text="Shorter courses.")
    address = reverse("session_outcomes", args=[session.identifier])
    assert client.get(address).status_code == 404
    published(session, organizer)
    assert address in client.get(session.get_absolute_url()).text
    follow_up = kept.follow_ups.first()
    answer_follow_up(follow_up, state="doing", note="Two districts.")
    answer_follow_up(follow_up, state="doing", note="Two districts.")
    answer_follow_up(follow_up, state="done", note="All three.")
    tell_outcome(other, state="dropped", note="No money.", by=RAPPORTEUR)
    assert [each.state for each in kept.changes.all()] == ["doing", "done"]
    page = client.get(address).text
    for words in ("Two districts.", "All three.", "No money.", "asked after 3 months"):
        assert words in page
    assert page.index("Two districts.") < page.index("All three.")
    session.refresh_from_db()
    assert session.state == "FOLLOW-UP"


def test_outcome_is_told_by_those_who_wrote_the_summary_after_publication(organizer):
    session = drafted()
    one = outcome(session, "REC")
    tell = {"state": "done", "note": ""}
    with pytest.raises(AfterwardsError, match="is published"):
        tell_outcome(one, **tell, by=RAPPORTEUR)
    published(session, organizer)
    for nobody in (None, PARTICIPANT, OBSERVER):
        with pytest.raises(NotAllowedError):
            tell_outcome(one, **tell, by=nobody)
    with pytest.raises(AfterwardsError, match="why it was given up"):
        tell_outcome(one, state="dropped", note=" ", by=RAPPORTEUR)
    with pytest.raises(WordsError):
        tell_outcome(one, state="done", note="Nuria Salcedo did it.", by=RAPPORTEUR)
    address = reverse("session_afterwards", args=[session.identifier])
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(organizer.user)
    refused = browser.post(address, {"do": f"tell-{one.pk}", "state": "dropped", "note": ""})
    assert refused.status_code == 422
    assert "why it was given up" in refused.text
    assert browser.post(address, {"do": "tell-x"}).status_code == 200
    sent = {"do": f"tell-{one.pk}", "state": "doing", "note": "Begun."}
    assert browser.post(address, sent).status_code == 302
    assert "Begun." in browser.get(address).text


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_outcomes_asks_the_same_for_one_and_for_many(
    client, organizer, django_assert_num_queries, count
):
    session = drafted()
    for _number in range(count):
        outcome(session, "REC").records.add(practice())
    published(session, organizer)
    for each in session.outcomes.all():
        tell_outcome(each, state="doing", note="Begun.", by=RAPPORTEUR)
    address = reverse("session_outcomes", args=[session.identifier])
    client.get(address)
    Session.objects.update(updated_at=NOW())
    with django_assert_num_queries(7):
        client.get(address)


def test_desk_says_when_a_summary_can_be_begun(client):
    client.force_login(accounts.desk_editor())
    to_come, over = make.session(), past()
    pages = [
        client.get(f"/en/sessions/{each.identifier}/afterwards/").text for each in (to_come, over)
    ]
    assert ["Compose the draft" in page for page in pages] == [False, True]
    assert "once the session has begun" in pages[0]


def test_draft_names_nobody_on_seats_that_stayed_empty():
    session = past("PUB")
    who = dict(draft_parts(session))["Who was there"]
    assert who == "– Nuria Salcedo, Moderator"
    session.seats.update(name="")
    who = dict(draft_parts(Session.objects.get(pk=session.pk)))["Who was there"]
    assert len(who.splitlines()) == 2


def test_remark_says_in_every_language_what_it_is_about():
    session = drafted("PUB")
    labels = {}
    for language in ("en", "ar", "fr"):
        with translation.override(language):
            labels[language] = str(RemarkForm(session=session).fields["part"].label)
    assert labels == {"en": "About", "ar": "بخصوص", "fr": "À propos de"}
