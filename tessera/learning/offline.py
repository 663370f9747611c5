"""Courses to take away: a ZIP of pages that need no network, and an EPUB 3 book.

Both hold the same pages, written so that they are HTML and XHTML at once (EPUB 3.3 §6.1,
https://www.w3.org/TR/epub-33/). A quiz shows its answers folded away, because nothing marks it.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from tessera.catalogue.cards import Card, cards
from tessera.learning.bodies import in_pieces
from tessera.learning.models import Course, Unit
from tessera.learning.outline import UnitOutline, outline, question_outlines
from tessera.learning.quizzes import QuestionOutline
from tessera.lib.languages import direction, html_tag
from tessera.lib.texts import best_text

#: Files of a pack carry the time of the course's change, so that the same course is the same file.
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class PackedUnit:
    """A unit as ``learning/offline/unit.html`` shows it."""

    outline: UnitOutline
    file: str
    pieces: tuple[SafeString | Card, ...]
    guidance: tuple[SafeString | Card, ...]
    transcript: str
    video_url: str
    download_url: str
    download_label: str
    image: str
    image_description: str
    questions: tuple[QuestionOutline, ...]


def zip_of(course: Course, language: str) -> bytes:
    """The course as a ZIP that opens with ``index.html``."""
    return _zip(course.pk, course.updated_at, language)


def epub_of(course: Course, language: str) -> bytes:
    """The course as an EPUB."""
    return _epub(course.pk, course.updated_at, language)


@lru_cache(maxsize=24)
def _zip(pk: int, updated_at: datetime, language: str) -> bytes:
    pages, files = _contents(pk, language, "html")
    return _packed({**pages, **files}, updated_at)


@lru_cache(maxsize=24)
def _epub(pk: int, updated_at: datetime, language: str) -> bytes:
    course: Course = Course.objects.get(pk=pk)
    whole = outline(course, language)
    pages, files = _contents(pk, language, "xhtml")
    names = [name for name in pages if name != "index.xhtml"]
    context = {
        "course": whole,
        "base": settings.BASE_URL,
        "publisher": settings.SITE_NAME,
        "tag": html_tag(whole.language),
        "direction": direction(whole.language),
        "modified": updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pages": [("p0", "index.xhtml"), *((f"p{n}", each) for n, each in enumerate(names, 1))],
        "images": [(f"i{n}", each) for n, each in enumerate(files) if each.endswith(".jpg")],
    }
    content = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": render_to_string("learning/offline/container.xml").encode(),
        "book/package.opf": render_to_string("learning/offline/package.opf.xml", context).encode(),
        **{f"book/{name}": body for name, body in {**pages, **files}.items()},
    }
    return _packed(content, updated_at)


def _packed(content: dict[str, bytes], updated_at: datetime) -> bytes:
    """A ZIP in which the first file is not compressed when it is an EPUB's ``mimetype``."""
    at = max(updated_at.astimezone(UTC).timetuple()[:6], _EARLIEST)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            entry = zipfile.ZipInfo(name, at)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return target.getvalue()


def _contents(pk: int, language: str, ending: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Pages by file name, the contents first; and what they need beside them. Twelve queries."""
    course: Course = Course.objects.get(pk=pk)
    whole = outline(course, language)
    files = {"style.css": _style()}
    rows = Unit.objects.filter(module__course=course).select_related("image")
    by_key = {unit.pk: unit for unit in rows.prefetch_related("texts", "questions__texts")}
    known = {card.identifier: card for card in cards(whole.embedded, language)}
    units = [
        _unit(each, by_key[each.pk], course, language, ending, known, files) for each in whole.units
    ]
    shared = {
        "course": whole,
        "units": units,
        "ending": ending,
        "base": settings.BASE_URL,
        "tag": html_tag(whole.language),
        "direction": direction(whole.language),
        "is_epub": ending == "xhtml",
    }
    with override(whole.language):
        pages = {f"index.{ending}": _page("index", shared)}
        for number, unit in enumerate(units):
            beside = {
                "unit": unit,
                "before": units[number - 1] if number else None,
                "after": units[number + 1] if number + 1 < len(units) else None,
            }
            pages[unit.file] = _page("unit", {**shared, **beside})
    return pages, files


def _page(name: str, context: dict[str, object]) -> bytes:
    html = render_to_string(f"learning/offline/{name}.html", context)
    return html.replace("<br>", "<br/>").replace("&nbsp;", "&#160;").encode()


def _style() -> bytes:
    found = finders.find("learning/offline.css")
    return Path(str(found)).read_bytes()


def _unit(
    shown: UnitOutline,
    unit: Unit,
    course: Course,
    language: str,
    ending: str,
    known: dict[str, Card],
    files: dict[str, bytes],
) -> PackedUnit:
    text = best_text(unit.texts.all(), language, course.original_language)
    image = ""
    if unit.image and text:
        image = f"picture-{shown.number}.jpg"
        with unit.image.get_rendition("width-900|format-jpeg").file.open("rb") as source:
            files[image] = source.read()
    return PackedUnit(
        outline=shown,
        file=f"{shown.number:02d}-{shown.key}.{ending}",
        pieces=_pieces(text.body if text else "", known),
        guidance=_pieces(text.guidance if text else "", known),
        transcript=text.transcript if text else "",
        video_url=unit.video_url,
        download_url=unit.download_url,
        download_label=(text.download_label if text else "") or unit.download_url,
        image=image,
        image_description=text.image_description if text else "",
        questions=question_outlines(unit.questions.all(), language, course.original_language),
    )


def _pieces(body: str, known: dict[str, Card]) -> tuple[SafeString | Card, ...]:
    shown = (each.card or each.html for each in in_pieces(body, known))
    return tuple(each for each in shown if each)
