"""Writing the archive: pages that link to one another, captions, and all of it as JSON."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.languages import direction, html_tag
from tessera.lib.printing import Document
from tessera.meetings.afterwards.archive import gathering, pages
from tessera.meetings.afterwards.feedback_results import feedback_results
from tessera.meetings.afterwards.reading import shown_outcomes
from tessera.meetings.afterwards.summary_pdf import outcomes_document, summary_document
from tessera.meetings.detail import session_card, session_detail
from tessera.meetings.discussion.reading import discussion_data
from tessera.meetings.live.attribution import masking
from tessera.meetings.models import PaperVersion, Session, Summary
from tessera.meetings.paper_views import paper_document
from tessera.meetings.programme_pdf import programme_document

#: The form of ``session.json``; grows when something is left out or means something else.
FORM: Final = 1
_JSON: Final = "session.json"
_STYLE: Final = Path(__file__).with_name("archive.css")


@dataclass(frozen=True)
class Page:
    """A file with its document."""

    name: str
    document: Document


def write_archive(session: Session, file: IO[bytes], language: str) -> None:
    """Write the archive of a session with its texts, in that language around what is kept."""
    mask = masking(session)
    discussion = discussion_data(session)
    version = PaperVersion.objects.filter(paper__session=session).select_related("paper").first()
    summary = Summary.objects.filter(session=session).select_related("record").first()
    results = feedback_results(session, with_texts=False)
    tracks = list(session.caption_tracks.all())
    outcomes = shown_outcomes(session)
    data: dict[str, Any] = {
        "form": FORM,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "made_by": f"{settings.SITE_NAME} · {settings.BASE_URL}",
        "session": gathering.session_data(session),
        "paper": gathering.paper_data(version),
        **gathering.room_data(session, mask),
        "discussion": discussion,
        "outcomes": [gathering.outcome_data(each, mask) for each in outcomes],
        "summary": gathering.summary_data(session, summary, mask),
        "feedback": gathering.feedback_data(results),
        "captions": [each.language for each in tracks],
    }
    detail = session_detail(session, language, session.time_zone, now=timezone.now())
    made = [
        Page("index.html", programme_document(detail, language)),
        *([Page("paper.html", paper_document(session_card(session, language), version))]
          if version else []),
        Page("said.html", pages.said_page(session, language, mask)),
        Page("questions.html", pages.questions_page(session, language, mask)),
        Page("discussion.html", pages.discussion_page(discussion, session, language)),
        Page("polls.html", pages.polls_page(session, language, mask)),
        Page("notes.html", pages.notes_page(session, language, mask)),
        Page("outcomes.html", outcomes_document(session, language)),
        *([Page("summary.html", summary_document(session, summary, language))]
          if summary else []),
        Page("feedback.html", pages.feedback_page(results, language)),
        *(Page(f"transcript-{each.language}.html", pages.transcript_page(each, language, mask))
          for each in tracks),
    ]  # fmt: skip
    kept = [page for page in made if page.document.blocks or page.name == "index.html"]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_JSON, json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr("style.css", _STYLE.read_text("utf-8"))
        for page in kept:
            archive.writestr(page.name, _html(page, kept, session))
        for track in tracks:
            archive.writestr(f"captions-{track.language}.vtt", mask(track.text))


def _html(page: Page, kept: list[Page], session: Session) -> str:
    first = _("Programme")
    ways = [(each.name, first if each.name == "index.html" else _way(each)) for each in kept]
    context = {
        "page": page,
        "document": page.document,
        "ways": [*ways, (_JSON, _JSON)],
        "session": session,
        "lang": html_tag(page.document.language),
        "dir": direction(page.document.language),
    }
    return render_to_string("meetings/archive/page.html", context)


def _way(page: Page) -> str:
    """What a page is called where others lead to it: papers and summaries have the title of the
    session, and their kind says what they are.
    """
    return page.document.kind or page.document.title
