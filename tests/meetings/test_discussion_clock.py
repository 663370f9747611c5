"""A discussion in writing from its template to the synthesis: clocks, mails, archive, erasure."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from tessera.accounts.personal_data import Fate, registered
from tessera.meetings.afterwards.actions import compose_summary, open_check, publish_summary
from tessera.meetings.afterwards.archive.writing import write_archive
from tessera.meetings.afterwards.certificate_pdf import certificate_document
from tessera.meetings.afterwards.certificate_shown import shown_certificate
from tessera.meetings.afterwards.feedback import open_surveys
from tessera.meetings.attendance import Attendee
from tessera.meetings.clocks import delete_expired, ring_session_clocks
from tessera.meetings.detail import session_detail
from tessera.meetings.discussion import contributing, moderating
from tessera.meetings.discussion.clock import due_reminders
from tessera.meetings.discussion.models import Contribution, Contributor, WrittenDiscussion
from tessera.meetings.models import AttendanceCertificate, Registration, Session, Summary, Survey
from tessera.meetings.programme_pdf import programme_document
from tessera.notifications.actions import stop_mail
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tests.factories import accounts
from tests.factories import meetings as make

pytestmark = pytest.mark.django_db
MODERATOR = Attendee("i900", "Nuria Salcedo", frozenset({"MOD"}), "")


def shift(session: Session, **ago: float) -> None:
    """Let so much time pass for a session."""
    session.refresh_from_db()
    passed = timedelta(**ago)
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at - passed, closes_at=session.closes_at - passed
    )
    session.refresh_from_db()


def written(session, text="We paid a fee.", by=None, number=1):
    return contributing.contribute(
        session.guiding_questions.get(number=number),
        text=text,
        language="en",
        with_name=False,
        by=by,
    )


def as_attendee(place: Registration) -> Attendee:
    return Attendee(f"r{place.pk}", place.name, frozenset({"PAR"}), "MLO", registration=place)


def told() -> list[tuple[str, str]]:
    rows = Mail.objects.filter(kind="meetings.discussion").order_by("pk")
    return [(mail.address, mail.context["what"]) for mail in rows]


def test_template_makes_a_discussion_that_opens_and_closes_by_itself(client):
    client.force_login(accounts.desk_editor())
    client.post("/en/sessions/organize/", {"title": "What did not work?", "template": "ASY"})
    made = Session.objects.get()
    assert (made.closes_at - made.starts_at).days == 14
    assert [seat.role.code for seat in made.seats.all()] == ["MOD", "MOD", "RAP"]
    edit = f"/en/sessions/{made.identifier}/edit/"
    page = client.get(edit)
    assert "Closes" in page.text
    assert "minutes are not planned" not in page.text

    from tests.meetings.test_organizing import typed

    form = typed(page.text) | {"guiding_question": "What did not work, and why?"}
    for closes in ("2020-01-01T10:00", "2099-01-01T10:00", "soon"):
        answer = client.post(edit, form | {"closes": closes})
        assert answer.status_code == 422, closes
        assert closes in answer.text or closes == "soon"
    answer = client.post(edit, form | {"do": "publish"}, follow=True)
    assert "at least one guiding question" in answer.text
    client.post(
        f"/en/sessions/{made.identifier}/discussion/questions/",
        {"questions-TOTAL_FORMS": "1", "questions-INITIAL_FORMS": "0",
         "questions-0-text": "Who paid?", "questions-0-about": "", "holds_first": "on"},
    )  # fmt: skip
    client.post(edit, typed(client.get(edit).text) | {"do": "publish"})
    made.refresh_from_db()
    assert made.state == "OPEN"
    page = client.get(made.get_absolute_url()).text
    assert "Who paid?" in page
    assert "Live room" not in page
    assert Client().get(f"/en/sessions/{made.identifier}/live/").status_code == 404

    shift(made, days=30)
    ring_session_clocks()
    made.refresh_from_db()
    assert made.state == "LIVE"
    assert "Discussions that are open now" in Client().get("/en/sessions/").text
    shift(made, days=14)
    ring_session_clocks()
    made.refresh_from_db()
    assert made.state == "SUMMARY"
    assert "Discussions that are open now" not in Client().get("/en/sessions/").text


def test_mails_go_at_the_opening_halfway_to_the_silent_and_before_closing_each_once():
    session = make.discussion(days=0, lasts=8)
    amina, omar = make.registration(session), make.registration(session, "Omar Haddad")
    ring_session_clocks()
    ring_session_clocks()
    WrittenDiscussion.objects.update(opening_told_at=None)
    ring_session_clocks()
    both = [(amina.email, "opening"), (omar.email, "opening")]
    assert told() == both
    written(session, by=as_attendee(amina))
    shift(session, days=4)
    ring_session_clocks()
    ring_session_clocks()
    assert told() == [*both, (omar.email, "halfway")]
    stop_mail(address=omar.email, kind="meetings.discussion")
    shift(session, days=2, hours=1)
    ring_session_clocks()
    ring_session_clocks()
    assert told() == [*both, (omar.email, "halfway"), (amina.email, "closing")]
    assert not Mail.objects.filter(kind="meetings.reminder").exists()


def test_short_discussion_keeps_the_order_of_its_mails():
    session = make.discussion(days=0, lasts=0.5)
    seen = []
    for hours in range(13):
        seen += due_reminders(session, session.starts_at + timedelta(hours=hours))
    assert list(dict.fromkeys(seen)) == ["opening", "halfway", "closing"]


def test_mail_leads_into_the_discussion_in_the_readers_language(mailoutbox):
    session = make.discussion(days=0)
    make.registration(session, language="ar")
    ring_session_clocks()
    deliver_mails()
    mail = mailoutbox[0]
    assert "/ar/sessions/join/" in mail.body
    assert "List-Unsubscribe" in mail.extra_headers
    assert 'dir="rtl"' in mail.alternatives[0][0]


def test_moderators_hear_once_a_day_that_something_waits():
    session = make.discussion(holds_first=True)
    make.seated(session, "MOD")
    place = make.registration(session)
    ring_session_clocks()
    assert not Mail.objects.filter(kind="meetings.held").exists()
    written(session, by=as_attendee(place))
    ring_session_clocks()
    ring_session_clocks()
    assert [mail.address for mail in Mail.objects.filter(kind="meetings.held")] == [
        "seat@example.org"
    ]


def test_address_can_be_confirmed_after_the_discussion_has_opened(client):
    session = make.discussion()
    client.post(
        f"/en/sessions/{session.identifier}/register/",
        {"name": "Omar", "email": "omar@example.org", "language": "en"},
    )
    ring_session_clocks()
    place = Registration.objects.get()
    assert place.state == "seated"
    assert place.confirm_by > timezone.now() + timedelta(hours=47)


def test_closing_marks_who_wrote_and_withholds_late_names():
    session = make.discussion(rule="CHR")
    amina = make.registration(session)
    make.registration(session, "Omar Haddad")
    told = written(session, "Layla Nasser pays.", by=as_attendee(amina))
    make.registration(session, "Layla Nasser")
    shift(session, days=9)
    ring_session_clocks()
    told.refresh_from_db()
    assert told.text == "[…] pays."
    attended = Registration.objects.filter(attended_at__isnull=False)
    assert [each.name for each in attended] == ["Amina Diallo"]


def test_synthesis_goes_the_way_of_every_summary():
    session = make.discussion(rule="CHR")
    place = make.registration(session)
    written(session, "A fee from the first day.", by=as_attendee(place))
    written(session, "Vouchers that nobody used.", by=as_attendee(place), number=2)
    moderating.summarize_question(
        session.guiding_questions.get(number=1), text="Fees work.", revision=0, by=MODERATOR
    )
    shift(session, days=9)
    ring_session_clocks()
    user = accounts.desk_editor()
    organizer = Attendee(f"u{user.pk}", "Olu", frozenset({"ORG"}), "", user=user)
    session.refresh_from_db()
    compose_summary(session, by=organizer)
    parts = {each.heading: each.text for each in session.summary_parts.all()}
    assert parts["1. Who pays for the first year?"] == "Fees work."
    assert parts["2. What did not work?"] == "– Vouchers that nobody used."
    assert "Amina" not in str(parts)
    open_check(session, by=organizer)
    assert Mail.objects.filter(kind="meetings.check", address=place.email).exists()
    Summary.objects.update(check_until=timezone.now() - timedelta(minutes=1))
    summary = publish_summary(session, by=organizer)
    assert summary.record.live
    answer = Client().get(f"/en/sessions/{session.identifier}/summary.pdf")
    assert answer["Content-Type"] == "application/pdf"


def test_archive_holds_the_discussion_without_what_was_hidden_or_waits():
    session = make.discussion()
    place = make.registration(session)
    written(session, "A fee.", by=as_attendee(place))
    hidden = written(session, "Buy this.", by=as_attendee(place))
    moderating.decide(hidden, "hide", reason="Advertisement.", by=MODERATOR)
    file = io.BytesIO()
    write_archive(session, file, "en")
    with zipfile.ZipFile(file) as archive:
        data = json.loads(archive.read("session.json"))
        page = archive.read("discussion.html").decode()
    asked = data["discussion"][0]
    assert [(each["text"], each["name"]) for each in asked["contributions"]] == [
        ("A fee.", "Amina Diallo"),
        ("", "Amina Diallo"),
    ]
    assert "Buy this." not in json.dumps(data)
    assert "A fee." in page
    assert "Advertisement." in page


@pytest.mark.parametrize("fate", [Fate.ANONYMIZE, Fate.DELETE])
def test_erasing_somebody_keeps_the_thread_readable(fate):
    session = make.discussion(access="open")
    person = accounts.stranger()
    place = make.registration(session, email=person.email)
    first = written(session, "A fee from the first day.", by=as_attendee(place))
    hidden = written(session, "Something else.", by=as_attendee(place))
    moderating.decide(hidden, "hide", reason="Off the question.", by=MODERATOR)
    other = as_attendee(make.registration(session, "Omar Haddad"))
    contributing.contribute(
        first.question, text="Yes.", language="en", with_name=False, by=other, answers=first
    )
    entry = next(each for each in registered() if each.model is Contributor)
    assert next(row["text"] for row in entry.export(person)) == "A fee from the first day."
    entry.erase(person, fate)
    page = Client().get(f"/en/sessions/{session.identifier}/discussion/1/").text
    assert "A fee from the first day." in page
    assert "In reply to 1" in page
    assert "Amina Diallo" not in page
    assert "Somebody who took part" in page
    hidden.refresh_from_db()
    assert hidden.text == ("Something else." if fate == Fate.ANONYMIZE else "")
    assert list(Contributor.objects.values_list("name", flat=True)) == ["Omar Haddad"]


def test_when_its_time_is_over_names_go_and_words_stay():
    session = make.discussion()
    place = make.registration(session)
    written(session, by=as_attendee(place))
    shift(session, days=9 + session.keep_days)
    assert delete_expired() == 1
    assert not Contributor.objects.exists()
    assert list(Contribution.objects.values_list("name", "text")) == [("", "We paid a fee.")]


def test_what_is_closed_cannot_be_opened_again_by_another_date(client):
    from tests.meetings.test_organizing import typed

    session = make.discussion()
    shift(session, days=9)
    client.force_login(accounts.desk_editor())
    edit = f"/en/sessions/{session.identifier}/edit/"
    later = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(edit, typed(client.get(edit).text) | {"closes": later})
    assert answer.status_code == 422
    assert "This discussion is closed." in answer.text


def test_paper_and_certificate_tell_both_dates(client):
    session = make.discussion()
    answer = client.get(f"/en/sessions/{session.identifier}/programme.pdf")
    assert answer["Content-Type"] == "application/pdf"
    detail = session_detail(session, "en", "UTC", now=timezone.now())
    words = str(programme_document(detail, "en").blocks)
    assert "Who pays for the first year?" in words
    for each in (session.starts_at, session.closes_at):
        assert f"{each:%H:%M}" in words
        assert date_format(each, "DATE_FORMAT") in words
    certificate = AttendanceCertificate(session=session, name="Amina Diallo", code="X")
    shown = shown_certificate(certificate, "en")
    assert shown.until == session.closes_at.date()
    assert "minutes" not in str(certificate_document(shown, "en").blocks)


def test_draft_is_seen_by_nobody_but_its_moderators(client):
    session = make.discussion()
    Session.objects.update(state="DRAFT")
    for more in ("", "1/", "questions/"):
        address = f"/en/sessions/{session.identifier}/discussion/{more}"
        assert client.get(address).status_code == 404
    client.force_login(accounts.desk_editor())
    assert client.get(f"/en/sessions/{session.identifier}/discussion/").status_code == 200


def test_survey_opens_when_a_long_discussion_has_closed():
    session = make.discussion(days=-20, lasts=30)
    make.registration(session)
    assert open_surveys() == 0
    shift(session, days=11)
    assert open_surveys() == 1
    assert open_surveys() == 0
    assert Survey.objects.get().closes_at > session.closes_at
