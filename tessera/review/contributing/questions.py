"""What contributors are asked, kind by kind and step by step.

The names are those of the record's fields (``domain.md`` B), so that what is typed becomes a
record without a table between. A question without words of its own takes the field's label.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import KIND_MODELS, RecordText
from tessera.network.models import Organization, OrganizationText
from tessera.review.contributing.words import EXAMPLES, HINTS, LABELS
from tessera.review.models.submissions import ORGANIZATION
from tessera.review.recording import ROW_MODELS
from tessera.vocabularies.fields import (
    ConceptField,
    ConceptsField,
    LanguageTagsField,
    PlaceField,
    PlacesField,
)


@dataclass(frozen=True)
class Question:
    """One question. ``form`` says what is typed: a line, a text, a code of a vocabulary …"""

    name: str
    form: str
    label: str | Promise
    hint: str | Promise = ""
    example: str | Promise = ""
    scheme: str = ""
    most: int = 0
    is_needed: bool = False
    columns: tuple["Question", ...] = ()


@dataclass(frozen=True)
class Step:
    """A page of the form. ``questions`` is empty for files and for the last step."""

    key: str
    heading: str | Promise
    lead: str | Promise
    questions: tuple[Question, ...] = ()


_WHAT: Final = ("title", "summary", "language")
_PLACE: Final = ("places", "is_global", "themes")
_TWO_WAY: Final = (
    "gains_migrants", "gives_migrants", "gains_host", "gives_host", "gains_home", "gives_home",
)  # fmt: skip
_SOURCES: Final = (
    "links", "identifiers", "parties", "licence", "submitter_relation", "contact_mailbox",
)  # fmt: skip

#: Kind → step → names of the questions.
_PLAN: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "PRA": {
        "what": (*_WHAT, *_PLACE, "lead", "source_url", "status"),
        "how": (
            "problem", "what_is_done", "target_groups", "participation", "migrant_led", "delivery",
            "changes_made", "period_start", "period_end",
        ),
        "both": (
            *_TWO_WAY, "total_cost", "currency", "cost_band", "funding_sources", "staff_fte",
            "reach_actual", "reach_unit",
        ),
        "evidence": (
            "evidence_note", "results", "evaluations", "participant_feedback", "evidence_level",
        ),
        "lessons": (
            "failures", "keep", "avoid", "enablers", "barriers", "transfer_conditions",
            "must_keep", "may_adapt", "after_funding",
        ),
        "sources": _SOURCES,
    },
    "APP": {
        "what": (*_WHAT, *_PLACE, "source_url"),
        "how": (
            "core_idea", "mechanism", "implementation", "preconditions", "variants",
            "target_groups", "levels",
        ),
        "both": (*_TWO_WAY, "cost_note", "cost_band"),
        "evidence": (
            "evidence_note", "outcomes", "synthesis", "synthesis_method", "synthesis_date",
            "moderators", "equity_effects", "evidence_level",
        ),
        "lessons": ("known_harms", "when_not_to_use"),
        "sources": _SOURCES,
    },
    "GUI": {
        "what": (*_WHAT, *_PLACE, "issuer", "guideline_kind", "issued", "source_url"),
        "how": (
            "recommendations", "how_to_use", "audiences", "levels", "target_groups",
            "minutes_to_use", "formats",
        ),
        "both": _TWO_WAY,
        "evidence": ("basis", "evidence_note", "evidence_level"),
        "sources": _SOURCES,
    },
    "POL": {
        "what": (
            *_WHAT, *_PLACE, "issuer", "instrument", "legal_status", "source_url",
        ),
        "how": (
            "official_title", "official_number", "adopted", "in_force", "expires", "checked_on",
            "rights_duties", "changes", "covers", "excludes", "levels",
        ),
        "both": _TWO_WAY,
        "evidence": ("monitoring", "evidence_note", "budget_amount", "budget_currency"),
        "sources": (*_SOURCES[:3], "policy_mappings", *_SOURCES[3:]),
    },
    "ACA": {
        "what": (
            *_WHAT, "authors", "publication_type", "issued", *_PLACE, "source_url",
        ),
        "how": (
            "plain_findings", "abstract", "methods", "data_period", "sample", "container",
            "volume", "pages", "disciplines", "open_access", "peer_reviewed", "target_groups",
        ),
        "evidence": ("outcomes", "limitations", "bias_note", "evidence_level"),
        "sources": _SOURCES,
    },
    "LRN": {
        "what": (
            *_WHAT, "provider", "learning_kind", "source_url", "source_language",
            "is_global",
            "places", "themes",
        ),
        "how": (
            "objectives", "prerequisites", "audiences", "levels", "difficulty", "minutes", "pace",
            "next_start", "cost_band", "cost_note", "gives_certificate",
        ),
        "evidence": ("evidence_note",),
        "sources": _SOURCES,
    },
    ORGANIZATION: {
        "what": (*_WHAT, "org_type", "country", "city", "themes", "website"),
        "how": (
            "services", "levels", "languages_of_work", "migrant_led", "migrant_led_explanation",
            "founded_year", "size_band", "acronym", "aliases",
        ),
        "sources": ("offers", "seeks", "ror", "contact_mailbox"),
    },
}  # fmt: skip

_HEADINGS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "what": (
        _("What and where"),
        _("A title, a few sentences and a place are enough to begin with."),
    ),
    "how": (
        _("How it works"),
        _("Write as you would tell a colleague in another city. Short notes are fine."),
    ),
    "both": (
        _("Who gains, who contributes"),
        _("Integration works both ways. Say what changed for each side, good or bad."),
    ),
    "evidence": (
        _("Evidence"),
        _("Say how sure you are. “Nobody has looked yet” is an honest and welcome answer."),
    ),
    "lessons": (
        _("Lessons learned"),
        _("What failed helps others as much as what worked. Readers look here first."),
    ),
    "sources": (
        _("Sources and rights"),
        _("Where readers find more, who was part of it, and what they may do with it."),
    ),
    "files": (
        _("Files and co-authors"),
        _("Add documents or pictures, and ask others to write along."),
    ),
    "send": (
        _("Check and send"),
        _("Read it once more. After sending, an editor looks at it within five working days."),
    ),
}
_SNAPSHOT: Final = ("title", "summary", "language", "places", "is_global", "lead", "source_url")
_SNAPSHOT_OF_ORGANIZATION: Final = (
    "title", "summary", "language", "org_type", "country", "website",
)  # fmt: skip
_SNAPSHOT_OF_WORK: Final = (
    "title", "summary", "language", "authors", "places", "is_global", "source_url",
)  # fmt: skip

_SNAPSHOT_OF_LEARNING: Final = (
    "title", "summary", "language", "provider", "learning_kind", "places", "is_global",
    "source_url",
)  # fmt: skip

_NEEDED: Final = frozenset({"title", "summary", "places", "org_type"})
#: Columns of each list of rows.
_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "links": ("url", "label", "language"),
    "identifiers": ("scheme", "value"),
    "parties": ("name", "role"),
    "outcomes": ("name", "direction", "level", "studies"),
    "results": ("indicator", "baseline", "value", "sample", "method"),
    "evaluations": ("kind", "evaluator", "issued", "url"),
    "policy_mappings": ("scheme", "code", "edition"),
}
#: Questions that no field of a record asks.
_SPECIAL: Final[dict[str, Question]] = {
    "language": Question("language", "language", _("Language you write in"), HINTS["language"]),
    "lead": Question("lead", "organization", LABELS["lead"], HINTS["lead"], most=200),
    "issuer": Question("issuer", "organization", LABELS["issuer"], HINTS["issuer"], most=200),
    "provider": Question(
        "provider", "organization", LABELS["provider"], HINTS["provider"], most=200
    ),
    "authors": Question("authors", "text", LABELS["authors"], HINTS["authors"], most=4000),
}


@cache
def steps_of(kind: str) -> tuple[Step, ...]:
    """All steps of a kind's form, the last two being files and sending."""
    made = [
        Step(key, *_HEADINGS[key], tuple(_question(kind, name) for name in names))
        for key, names in _PLAN[kind].items()
    ]
    return (*made, Step("files", *_HEADINGS["files"]), Step("send", *_HEADINGS["send"]))


@cache
def snapshot_of(kind: str) -> tuple[Question, ...]:
    """The few questions of the short page."""
    own = {
        ORGANIZATION: _SNAPSHOT_OF_ORGANIZATION,
        "ACA": _SNAPSHOT_OF_WORK,
        "LRN": _SNAPSHOT_OF_LEARNING,
    }
    return tuple(_question(kind, name) for name in own.get(kind, _SNAPSHOT))


@cache
def questions_of(kind: str) -> dict[str, Question]:
    """Every question of a kind, by name."""
    return {question.name: question for step in steps_of(kind) for question in step.questions}


def step_of(kind: str, key: str) -> Step | None:
    """The step with this name."""
    return next((step for step in steps_of(kind) if step.key == key), None)


def _models(kind: str) -> tuple[type[models.Model], ...]:
    if kind == ORGANIZATION:
        return (Organization, OrganizationText)
    return (KIND_MODELS[kind], RecordText)


_RENAMED: Final = {"title": "name", "summary": "what_it_does"}


def _question(kind: str, name: str) -> Question:
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name in _COLUMNS:
        model = ROW_MODELS[name]
        columns = tuple(
            _of_field(model._meta.get_field(column), column, "") for column in _COLUMNS[name]
        )
        label: Any = LABELS.get(name) or capfirst(model._meta.verbose_name_plural)
        return Question(name, "rows", label, HINTS.get(name, ""), columns=columns)
    own = _RENAMED.get(name, name) if kind == ORGANIZATION else name
    return _of_field(_find(kind, own), name, kind)


def _find(kind: str, name: str) -> Any:
    for model in _models(kind):
        try:
            return model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
    message = f"No field “{name}” in {kind}."
    raise LookupError(message)


def _of_field(field: Any, name: str, kind: str) -> Question:
    """A question for a model's field; with words of its own where there are such."""
    key = f"{name}_{kind}" if f"{name}_{kind}" in LABELS else name
    label = LABELS.get(key) if kind else None
    limits: dict[str, Any] = getattr(field, "get_limit_choices_to", dict)() or {}
    return Question(
        name,
        _form_of(field),
        label or capfirst(field.verbose_name),
        (HINTS.get(key, "") or field.help_text) if kind else "",
        EXAMPLES.get(name, "") if kind else "",
        scheme=str(limits.get("scheme__code") or limits.get("kind") or ""),
        most=_most(field),
        is_needed=bool(kind) and name in _NEEDED,
    )


def _most(field: Any) -> int:
    if field.name == "title":
        return 150
    limits = [each.limit_value for each in field.validators if hasattr(each, "limit_value")]
    texts = [limit for limit in limits if isinstance(limit, int)]
    return int(field.max_length or (texts[0] if texts else 0))


_FORMS: Final[tuple[tuple[Any, str], ...]] = (
    (ConceptsField, "choices"),
    (ConceptField, "choice"),
    (PlacesField, "places"),
    (PlaceField, "place"),
    (LanguageTagsField, "languages"),
    (models.BooleanField, "check"),
    (models.EmailField, "email"),
    (models.URLField, "url"),
    (models.TextField, "text"),
    (models.DecimalField, "decimal"),
    (models.DateField, "date"),
    (models.IntegerField, "number"),
)


def _form_of(field: Any) -> str:
    if field.choices:
        return "options"
    if field.name in {"language", "source_language"}:
        return "language"
    if any(getattr(each, "__name__", "") == "validate_edtf" for each in field.validators):
        return "edtf"
    return next((form for model, form in _FORMS if isinstance(field, model)), "line")


def all_questions() -> Iterator[Question]:
    """Every question of every kind; for tests and templates."""
    for kind in _PLAN:
        yield from questions_of(kind).values()
