"""A whole session to take away: JSON and pages that work without a network."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.meetings.afterwards.archive.writing import write_archive
from tessera.meetings.live.models import Intervention, Poll, PollChoice, Question
from tessera.meetings.models import (
    CaptionTrack,
    FeedbackAnswer,
    SessionOutcome,
    Summary,
    SummaryPart,
    Survey,
)
from tests.factories import accounts
from tests.factories import meetings as make
from tests.factories.catalogue import record
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
NOW = timezone.now
VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Nuria Salcedo>Who pays?\n"


def full(rule: str = "PUB"):
    """A session that has left something of everything."""
    begins = (NOW() - timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    session = make.session(begins=begins, attribution_rule=concept("AR", rule))
    make.registration(session, "Amina Diallo", access_needs="A quiet room")
    Question.objects.create(
        session=session, language="ar", text="من يدفع؟", state="answered", answer="The region.",
        name="Amina Diallo",
    )  # fmt: skip
    Question.objects.create(session=session, language="en", text="Rude.", state="declined")
    Intervention.objects.create(session=session, speaker="Nuria Salcedo", summary="Rents <b>.")
    poll = Poll.objects.create(session=session, text="First?", state="closed")
    PollChoice.objects.create(poll=poll, text="Rents")
    outcome = SessionOutcome.objects.create(
        session=session, kind=concept("OC", "COM"), text="Rooms.", owner_email="o@example.org"
    )
    outcome.records.add(record())
    Summary.objects.create(session=session, language="en", composed_at=NOW())
    SummaryPart.objects.create(session=session, heading="Discussion", text="Shorter courses.")
    Survey.objects.create(session=session, opened_at=NOW(), closes_at=NOW())
    FeedbackAnswer.objects.bulk_create(
        FeedbackAnswer(session=session, usefulness=4, intention="yes", was_heard="yes",
                       access="yes", news="Said in confidence.")
        for _number in range(5)
    )  # fmt: skip
    CaptionTrack.objects.create(session=session, language="en", text=VTT)
    return session


def files_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def archive_of(session, language: str = "en") -> dict[str, str]:
    file = io.BytesIO()
    write_archive(session, file, language)
    return files_of(file.getvalue())


def test_archive_is_for_organizers_alone(client):
    address = reverse("session_archive", args=[full().identifier])
    assert client.get(address).status_code == 302
    client.force_login(accounts.stranger())
    assert client.get(address).status_code == 403
    client.force_login(accounts.desk_editor())
    answer = client.get(address)
    assert answer["Content-Type"] == "application/zip"
    assert "session.json" in files_of(b"".join(answer.streaming_content))


def test_archive_has_everything_but_what_people_told_about_themselves():
    files = archive_of(full())
    assert sorted(files) == [
        "captions-en.vtt", "feedback.html", "index.html", "outcomes.html", "polls.html",
        "questions.html", "said.html", "session.json", "style.css", "summary.html",
        "transcript-en.html",
    ]  # fmt: skip
    data = json.loads(files["session.json"])
    assert data["session"]["attribution_rule"] == "PUB"
    assert [each["text"] for each in data["questions"]] == ["من يدفع؟"]
    assert data["interventions"][0]["speaker"] == "Nuria Salcedo"
    assert data["polls"][0]["lines"] == [{"label": "Rents", "count": 0}]
    assert data["outcomes"][0]["cites"][0].startswith("http")
    assert data["summary"]["parts"][0]["text"] == "Shorter courses."
    assert data["feedback"]["answers"] == 5
    everything = "\n".join(files.values())
    for words in ("o@example.org", "participant1@example.org", "A quiet room", "Rude.",
                  "Said in confidence."):  # fmt: skip
        assert words not in everything


def test_pages_lead_to_one_another_and_need_no_network():
    for language in INTERFACE_LANGUAGES:
        files = archive_of(full(), language)
        for name, text in files.items():
            if not name.endswith(".html"):
                continue
            assert f'<html lang="{language[:2]}' in text
            assert "<script" not in text
            assert "<b>." not in text
            nav = text.split("</nav>")[0]
            links = re.findall(r'href="([^"]+)"', nav)
            assert set(links) <= set(files)
            assert "style.css" in links
            loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', text)
            assert loaded == ["style.css"]


@pytest.mark.parametrize("rule", ["CHR", "ANO"])
def test_protected_names_are_taken_out_once_more(rule):
    files = archive_of(full(rule))
    said = "\n".join(
        text for name, text in files.items() if name not in {"session.json", "index.html"}
    )
    for name in ("Salcedo", "Diallo"):
        assert name not in said
    data = json.loads(files["session.json"])
    for key in ("questions", "interventions", "polls", "notes", "outcomes", "summary"):
        assert "Salcedo" not in str(data[key])
        assert "Diallo" not in str(data[key])


def test_session_that_left_nothing_has_an_archive_too():
    files = archive_of(make.draft_session())
    assert sorted(files) == ["index.html", "session.json", "style.css"]
