"""From what was found to a draft's content, with where each field came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.review.contributing.pages import step_url
from tessera.review.contributing.questions import questions_of, steps_of
from tessera.review.contributing.reading import readable
from tessera.review.models import Submission
from tessera.review.starting.found import ORIGINS, Found
from tessera.review.starting.offline_reading import Filled
from tessera.vocabularies.labels import current_language

#: Fields that take a value when the kind asks for them: the first that it asks for.
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title",),
    "summary": ("summary",),
    "abstract": ("abstract", "summary"),
    "language": ("language",),
    "publisher": ("issuer", "lead"),
    "issued": ("issued",),
    "licence": ("licence",),
    "source_url": ("source_url", "website"),
    "authors": ("authors",),
    "container": ("container",),
    "volume": ("volume",),
    "pages": ("pages",),
    "type": ("publication_type",),
}
#: Names of values that a kind has no field for, as shown to people.
_NAMES: Final[dict[str, str | Promise]] = {
    "abstract": _("Abstract"),
    "publisher": _("Publisher"),
    "issued": _("Date of issue"),
    "licence": _("Licence"),
    "licence_text": _("Licence"),
    "authors": _("Authors"),
    "container": _("Journal, series or book"),
    "volume": _("Volume"),
    "pages": _("Pages"),
    "doi": "DOI",
    "isbn": "ISBN",
    "source_url": _("Web address"),
}
_OTHER: Final = "other:"
#: What a page of these types is, when its author leaves it to us.
_WORK: Final = "ACA"


def kind_of(found: Found) -> str:
    """The kind that what was found plainly is; empty when that cannot be told."""
    return _WORK if {"type", "doi", "isbn", "container"} & found.values.keys() else ""


def content_of(found: Found, kind: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The content of a draft, and its origins: field → ``origin`` (code) and ``value``.

    What the kind has no field for is kept in the origins, under a name that begins ``other:``.
    """
    asked = questions_of(kind)
    content: dict[str, Any] = {}
    origins: dict[str, dict[str, Any]] = {}
    identifiers: list[dict[str, str]] = []
    for name, value in found.values.items():
        origin = found.origins[name]
        if name in {"doi", "isbn"} and "identifiers" in asked:
            identifiers.append({"scheme": name.upper(), "value": value})
            origins["identifiers"] = {"origin": origin, "value": list(identifiers)}
            continue
        field = next((each for each in _FIELDS.get(name, ()) if each in asked), "")
        if field and field not in content:
            content[field] = value
            origins[field] = {"origin": origin, "value": value}
        elif name in _NAMES and value != content.get(field):
            origins[_OTHER + name] = {"origin": origin, "value": value}
    if identifiers:
        content["identifiers"] = identifiers
    return content, origins


def content_of_template(filled: Filled) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The same for a filled template; with a field's ``error``, and the words that had it."""
    content = dict(filled.content)
    content.setdefault("language", filled.language)
    origins: dict[str, dict[str, Any]] = {
        name: {"origin": "template", "value": value} for name, value in filled.content.items()
    }
    for name, error in filled.errors.items():
        origins.setdefault(name, {"origin": "template", "value": ""})
        origins[name] |= {"error": error, "typed": filled.typed[name][:500]}
    return content, origins


@dataclass(frozen=True)
class Fault:
    """An answer of a template that needs a change: its question, what is wrong, and where."""

    label: str | Promise
    error: str
    typed: str
    url: str


def faults(submission: Submission) -> list[Fault]:
    """Answers of a template that could not be read, as long as they stand so. No query."""
    steps = {
        question.name: step for step in steps_of(submission.kind) for question in step.questions
    }
    questions = questions_of(submission.kind)
    return [
        Fault(
            questions[name].label,
            kept["error"],
            str(kept.get("typed", "")),
            f"{step_url(submission, steps[name].key)}#id_{name}",
        )
        for name, kept in submission.origins.items()
        if kept.get("error") and name in questions and _stands(submission, name, kept)
    ]


def _stands(submission: Submission, name: str, kept: Mapping[str, Any]) -> bool:
    present = submission.content.get(name) or ""
    return bool(present == (kept.get("value") or ""))


@dataclass(frozen=True)
class AlsoRead:
    """Something that was read and stands elsewhere in the form; without ``url``, nowhere."""

    label: str | Promise
    lines: tuple[str, ...]
    origin: str | Promise
    url: str


def origin_notes(submission: Submission) -> dict[str, str | Promise]:
    """Field → the sentence on where it came from, as long as it says what was read."""
    return {
        name: ORIGINS[kept["origin"]]
        for name, kept in submission.origins.items()
        if kept.get("origin") in ORIGINS and _is_unchanged(submission, name, kept)
    }


def _is_unchanged(submission: Submission, name: str, kept: Mapping[str, Any]) -> bool:
    present = submission.language if name == "language" else submission.content.get(name)
    return bool(present == kept.get("value"))


def also_read(submission: Submission, shown: Iterable[str]) -> list[AlsoRead]:
    """What was read beside the fields of a page. No query."""
    on_page = set(shown)
    steps = {
        question.name: step for step in steps_of(submission.kind) for question in step.questions
    }
    questions = questions_of(submission.kind)
    rows = []
    for name, kept in submission.origins.items():
        origin = ORIGINS.get(kept.get("origin", ""), "")
        if name.startswith(_OTHER):
            bare = name.removeprefix(_OTHER)
            lines = tuple(str(kept["value"]).splitlines())
            rows.append(AlsoRead(_NAMES.get(bare, bare), lines, origin, ""))
        elif name in questions and name not in on_page and submission.content.get(name):
            url = f"{step_url(submission, steps[name].key)}#id_{name}"
            lines = readable(questions[name], submission.content[name])
            rows.append(AlsoRead(questions[name].label, lines, origin, url))
    return rows


def language_of(found: Found) -> str:
    """The language to write in: that of the work, else that of the page that was open."""
    return found.values.get("language") or current_language()
