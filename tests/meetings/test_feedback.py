"""What those who took part say of a session: by a mailed link, without their names."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import make_token
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.feedback import (
    Feedback,
    change_survey,
    give_feedback,
    hidden_key,
    open_surveys,
    ring_feedback_clocks,
)
from tessera.meetings.afterwards.feedback_later import (
    ask_who_agreed,
    forget_who_was_asked,
    tell_later,
)
from tessera.meetings.afterwards.feedback_results import feedback_results
from tessera.meetings.afterwards.mails import LATER_PURPOSE, feedback_path
from tessera.meetings.attendance import Attendee, key_of
from tessera.meetings.clocks import delete_expired
from tessera.meetings.live.errors import WordsError
from tessera.meetings.models import FeedbackAnswer, Session, Summary, Survey
from tessera.notifications.models import Mail
from tests.factories import accounts
from tests.factories import meetings as make
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
NOW = timezone.now
GIVEN = Feedback(usefulness=4, intention="yes", was_heard="partly", access="yes")
TYPED = {"usefulness": "4", "intention": "yes", "was_heard": "partly", "access": "yes"}


def ended(rule: str = "PUB", **fields):
    """A session that ended two hours ago."""
    begins = (NOW() - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    rule = concept("AR", rule)
    return make.session(begins=begins, time_zone="UTC", attribution_rule=rule, **fields)


def asked(rule: str = "PUB", people: int = 1):
    """The same with a survey, and so many people."""
    session = ended(rule)
    holders = [make.registration(session, f"Person {number}") for number in range(people)]
    open_surveys()
    return session, holders


def attendee(holder) -> Attendee:
    return Attendee(key_of(holder), holder.name, frozenset({"PAR"}), "", email=holder.email)


def answered(session, holders, **more):
    for number, holder in enumerate(holders):
        given = Feedback(usefulness=4, intention="yes", was_heard="partly", access="yes",
                         news=f"News {9 - number}", **more)  # fmt: skip
        give_feedback(session, given, by=attendee(holder))
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))


def test_everybody_is_asked_once_when_the_session_is_over():
    session = ended()
    make.registration(session)
    make.registration(session, "Waiting", state="waiting")
    make.seated(session, "MOD")
    make.registration(make.session())
    long_over = make.session(begins="2020-05-06T15:00")
    make.registration(long_over)
    assert (open_surveys(), open_surveys()) == (1, 0)
    told = set(Mail.objects.filter(kind="meetings.feedback").values_list("address", flat=True))
    assert told == {"participant1@example.org", "seat@example.org"}
    survey = Survey.objects.get()
    assert survey.closes_at == session.ends_at + timedelta(days=14)


def test_survey_closes_before_registrations_are_deleted():
    session = ended(keep_days=5)
    make.registration(session)
    open_surveys()
    assert Survey.objects.get().closes_at == session.kept_until


def test_one_answer_each_from_the_mailed_link_and_changeable_until_closed(client):
    _session, (holder,) = asked()
    link = feedback_path(key_of(holder), "en")
    page = client.get(link)
    assert page["X-Robots-Tag"] == "noindex"
    assert not FeedbackAnswer.objects.exists()
    refused = client.post(link, {**TYPED, "usefulness": "9", "news": "Night courses."})
    assert refused.status_code == 422
    assert "Night courses." in refused.text
    assert client.post(link, {**TYPED, "news": "x" * 2000}).status_code == 422
    assert client.post(link, {**TYPED, "news": "Night courses."}).status_code == 302
    assert "Night courses." in client.get(link).text
    client.post(link, {**TYPED, "news": "Evening courses."})
    assert FeedbackAnswer.objects.get().news == "Evening courses."
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    assert "is closed" in client.get(link).text
    assert client.post(link, TYPED).status_code == 422
    assert FeedbackAnswer.objects.get().news == "Evening courses."
    assert client.get(f"{link[:-2]}/").status_code == 404
    holder.delete()
    assert client.get(link).status_code == 404


def test_database_holds_one_answer_of_a_person():
    session, (holder,) = asked()
    give_feedback(session, GIVEN, by=attendee(holder))
    row = {"session": session, "usefulness": 3, "intention": "no", "was_heard": "no"}
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackAnswer.objects.create(key=hidden_key(session, key_of(holder)), **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackAnswer.objects.create(key="other", **{**row, "usefulness": 6})


def test_stranger_may_neither_answer_nor_set_nor_read(client):
    session, _holders = asked()
    survey = Survey.objects.get()
    organizer = Attendee("u1", "Olu", frozenset({"ORG"}), "")
    for nobody in (None, organizer):
        with pytest.raises(NotAllowedError):
            give_feedback(session, GIVEN, by=nobody)
    stranger = accounts.stranger()
    with pytest.raises(NotAllowedError):
        change_survey(survey, closes_at=NOW(), is_in_summary=True, by=stranger)
    address = reverse("session_feedback", args=[session.identifier])
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 403
    assert client.post(f"{address}close/", {"sure": "1"}).status_code == 403


def test_results_are_told_when_closed_and_of_five_or_more(client):
    session, holders = asked(people=6)
    client.force_login(accounts.desk_editor())
    address = reverse("session_feedback", args=[session.identifier])
    for holder in holders[:4]:
        give_feedback(session, GIVEN, by=attendee(holder))
    assert "4 people have answered" in client.get(address).text
    client.post(f"{address}close/")
    assert Survey.objects.get().is_open(now=NOW())
    client.post(f"{address}close/", {"sure": "1"})
    page = client.get(address).text
    assert "could be recognized" in page
    assert "very useful" not in page
    again, holders = asked(people=6)
    answered(again, holders)
    results = feedback_results(again, with_texts=True)
    useful = {share.label: share.count for share in results.numbers[0].shares}
    assert useful["useful"] == 6
    assert [text for text, _name in results.texts[0][1]] == [f"News {n}" for n in range(4, 10)]
    page = client.get(reverse("session_feedback", args=[again.identifier])).text
    assert "News 9" in page
    assert "Person 1" not in page


def test_organizer_sets_the_last_day_and_opens_nothing_again(client):
    session, _holders = asked()
    survey, by = Survey.objects.get(), accounts.desk_editor()
    later = NOW() + timedelta(days=20)
    change_survey(survey, closes_at=later, is_in_summary=False, by=by)
    with pytest.raises(AfterwardsError, match="at the latest"):
        change_survey(survey, closes_at=NOW() + timedelta(days=90), is_in_summary=False, by=by)
    client.force_login(by)
    address = reverse("session_feedback", args=[session.identifier])
    assert client.post(address, {"closes_on": "2020-01-01"}).status_code == 422
    assert client.post(address, {"closes_on": "2093-01-01"}).status_code == 422
    day = (NOW() + timedelta(days=9)).date().isoformat()
    assert client.post(address, {"closes_on": day, "is_in_summary": "on"}).status_code == 302
    survey.refresh_from_db()
    assert (survey.closes_at.date().isoformat(), survey.is_in_summary) == (day, True)
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    with pytest.raises(AfterwardsError, match="opened again"):
        change_survey(survey, closes_at=later, is_in_summary=False, by=by)


def test_name_is_kept_with_consent_alone_and_never_under_chatham_house():
    session, (holder, other) = asked(people=2)
    by = attendee(holder)
    give_feedback(session, GIVEN, by=attendee(other))
    give_feedback(session, Feedback(4, "yes", "yes", "yes", may_name=True), by=by)
    assert sorted(FeedbackAnswer.objects.values_list("name", flat=True)) == ["", "Person 0"]
    hidden, (third,) = asked("CHR")
    with pytest.raises(WordsError):
        give_feedback(hidden, Feedback(4, "yes", "yes", "yes", news="Nuria Salcedo knew."), by=by)
    give_feedback(hidden, Feedback(4, "yes", "yes", "yes", may_name=True), by=attendee(third))
    assert hidden.feedback.get().name == ""
    page = Client().get(feedback_path(key_of(third), "en")).text
    assert "may stand beside" not in page


def test_closed_answers_belong_to_nobody_and_names_go_with_registrations():
    session, (holder,) = asked()
    answered(session, [holder], may_name=True)
    ring_feedback_clocks()
    kept = FeedbackAnswer.objects.get()
    assert (kept.key, kept.name) == ("", "Person 0")
    session.starts_at -= timedelta(days=200)
    session.save()
    delete_expired()
    kept.refresh_from_db()
    assert (kept.name, kept.email) == ("", "")


def test_numbers_stand_beside_the_summary_if_the_organizer_wishes(client):
    session, holders = asked(people=6)
    answered(session, holders)
    session.state = "CLOSED"
    session.save()
    Summary.objects.create(session=session, language="en", composed_at=NOW(), published_at=NOW())
    address = reverse("session_summary", args=[session.identifier])
    assert "How useful" not in client.get(address).text
    change_survey(
        Survey.objects.get(), closes_at=Survey.objects.get().closes_at, is_in_summary=True,
        by=accounts.desk_editor(),
    )  # fmt: skip
    page = client.get(address).text
    assert "How useful was the session for you?" in page
    assert "News 9" not in page


def test_own_answer_can_be_taken_away_and_erased():
    session, (holder,) = asked()
    user = accounts.stranger()
    holder.user = user
    holder.save()
    give_feedback(session, GIVEN, by=attendee(holder))
    entry = next(each for each in registered() if each.model is FeedbackAnswer)
    assert [row["usefulness"] for row in entry.export(user)] == [4]
    entry.erase(user, Fate.DELETE)
    assert not FeedbackAnswer.objects.exists()


def test_own_page_leads_to_the_survey_while_it_is_open():
    session, (holder,) = asked()
    browser = make.enter(Client(headers={"accept-language": "en"}), holder)
    address = reverse("session_mine", args=[session.identifier])
    assert "Give feedback" in browser.get(address).text
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    assert "Give feedback" not in browser.get(address).text


def later_link(answer) -> str:
    with translation.override("en"):
        return reverse("feedback_later", args=[make_token(LATER_PURPOSE, str(answer.pk))])


def test_who_agrees_is_asked_once_six_months_later_and_then_forgotten(client):
    session, holders = asked("CHR", people=7)
    agrees = {"may_ask": True, "use": "Our council.", "language": "fr"}
    for number, holder in enumerate(holders):
        given = Feedback(4, "no" if number == 6 else "yes", "yes", "yes", **agrees)
        give_feedback(session, given, by=attendee(holder))
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    assert session.feedback.exclude(email="").count() == 6
    half = NOW() + timedelta(days=190)
    assert ask_who_agreed() == 0
    assert (ask_who_agreed(half), ask_who_agreed(half)) == (6, 0)
    mail = Mail.objects.filter(kind="meetings.later").first()
    assert (mail.language, "/fr/" in mail.context["path"]) == ("fr", True)
    first = session.feedback.first()
    link = later_link(first)
    assert "Our council." in client.get(link).text
    assert client.post(link, {"used": "forged"}).status_code == 422
    refused = client.post(link, {"used": "yes", "note": "Nuria Salcedo helped."})
    assert "Please leave out" in refused.text
    assert client.post(link, {"used": "yes", "note": "It passed."}).status_code == 302
    for each in session.feedback.exclude(email="")[1:]:
        tell_later(each, used="partly", note="")
    assert len(feedback_results(session, with_texts=True).numbers) == 4
    assert forget_who_was_asked(half) == 0
    assert forget_who_was_asked(half + timedelta(days=130)) == 6
    assert client.get(link).status_code == 404
    Session.objects.filter(pk=session.pk).update(starts_at=NOW() - timedelta(days=400))
    told = feedback_results(Session.objects.get(pk=session.pk), with_texts=True).numbers[-1]
    assert [share.count for share in told.shares] == [1, 5, 0]


def test_address_for_later_outlives_registrations_and_nothing_else_does():
    session, (holder, other) = asked(people=2)
    give_feedback(session, Feedback(4, "yes", "yes", "yes", may_ask=True), by=attendee(holder))
    give_feedback(session, Feedback(4, "yes", "yes", "yes", may_name=True), by=attendee(other))
    session.starts_at -= timedelta(days=100)
    session.save()
    delete_expired()
    kept = set(session.feedback.values_list("name", "email", "key"))
    assert kept == {("", holder.email, ""), ("", "", "")}


def test_rule_chosen_later_hides_names_that_were_given():
    session, holders = asked(people=5)
    answered(session, holders, may_name=True)
    told = feedback_results(session, with_texts=True).texts[0][1]
    assert {name for _text, name in told} == {f"Person {number}" for number in range(5)}
    session.attribution_rule = concept("AR", "CHR")
    session.save()
    told = feedback_results(session, with_texts=True).texts[0][1]
    assert {name for _text, name in told} == {""}
