"""Checks on the record of a submission: what forbids listing, what must be looked at, and hints."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import KIND_MODELS, Record, RecordIdentifier, RecordText
from tessera.lib.enumerations import listed
from tessera.review.desk_texts import Passage, personal_data, promotional_words
from tessera.review.holding import FIRST
from tessera.review.models import DeskCheck, Submission
from tessera.review.models.submissions import ORGANIZATION

BLOCKS: Final = "blocks"
CONFIRM: Final = "confirm"
HINT: Final = "hint"

#: Code → sentence. Names in braces come from the finding's values.
SENTENCES: Final[dict[str, str | Promise]] = {
    "gone": _("There is no record to list any more."),
    "missing": _("Still missing: %(fields)s."),
    "duplicate": _("May be here already: %(title)s."),
    "denied": _("Looks like %(title)s; its author says that it is another one."),
    "personal": _("A passage may identify somebody."),
    "promotional": _("Some words read like advertising."),
    "dead-link": _("%(dead)s of %(total)s links do not work."),
    "unchecked-link": _("%(unchecked)s of %(total)s links are not checked yet."),
    "links-work": _("All %(total)s links work."),
    "licence": _("The licence allows a link only; no file may be shown."),
    "two-way": _("Nothing is said about what each side gains."),
    "first": _("The first contribution of this author."),
    "held": _("Held by the protection against abuse: look twice."),
}
#: Needed to be listed (``domain.md`` B, column P), besides title, summary, place and source.
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "APP": ("core_idea",),
    "PRA": ("problem", "what_is_done", "status"),
    "GUI": ("guideline_kind", "issued"),
    "POL": ("instrument", "legal_status", "jurisdiction"),
    "ACA": ("publication_type", "issued"),
    "LRN": ("learning_kind",),
}
_DEAD: Final = frozenset({"dead", "soft-404"})
_TWO_WAY: Final = ("gains_migrants", "gains_host", "gains_home")
_MOST_DUPLICATES: Final = 3
_MOST_ALIKE: Final = 50


@dataclass(frozen=True)
class Finding:
    """Something that a check found, with the values of its sentence."""

    code: str
    weight: str
    values: dict[str, Any] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    url: str = ""

    @property
    def sentence(self) -> str:
        """It in words, in the language of the page."""
        values = dict(self.values)
        if self.code == "missing":
            values["fields"] = listed(_field_name(name) for name in values["fields"])
        return str(SENTENCES[self.code]) % values

    @property
    def tone(self) -> str:
        """How it is shown."""
        return {BLOCKS: "err", CONFIRM: "warn"}.get(self.weight, "")


def _field_name(name: str) -> str:
    if name == "source":
        return str(_("source"))
    # The text last: its "status" says how it came to be, a practice's how far it is.
    holders: tuple[Any, ...] = (Record, *KIND_MODELS.values(), RecordText)
    for model in holders:
        try:
            return str(model._meta.get_field(name).verbose_name)
        except FieldDoesNotExist:
            continue
    return name


def findings_of(submission: Submission) -> list[Finding]:
    """Run all checks on the newest draft of the record. Some fifteen queries."""
    if submission.kind == ORGANIZATION:
        return _of_organization(submission)
    if submission.record is None or submission.record.is_withdrawn:
        return [Finding("gone", BLOCKS)]
    record = submission.record.specific.get_latest_revision_as_object()
    found = [
        *_missing(record),
        *_duplicates(record, submission.not_same_as),
        *_texts(record),
        *_links(record),
    ]
    return [*found, *_held(submission)]


def _held(submission: Submission) -> Iterator[Finding]:
    """A first contribution is no reproach; the other reasons for holding are to be looked at."""
    if set(submission.held_for) - {FIRST}:
        yield Finding("held", CONFIRM)
    elif submission.held_for:
        yield Finding("first", HINT)


def _of_organization(submission: Submission) -> list[Finding]:
    if submission.organization is None:
        return [Finding("gone", BLOCKS)]
    organization: Any = submission.organization.get_latest_revision_as_object()
    text = " ".join(each.what_it_does for each in organization.texts.all())
    return [*_held(submission), *_of_words(text)]


def _missing(record: Any) -> Iterator[Finding]:
    text = next(
        (each for each in record.texts.all() if each.language == record.original_language), None
    )
    missing = [name for name in ("title", "summary") if not getattr(text, name, "")]
    if not list(record.themes.all()):
        missing.append("themes")
    if not record.is_global and not list(record.places.all()):
        missing.append("places")
    if not (record.source_url or record.publisher_id or list(record.links.all())):
        missing.append("source")
    missing += [name for name in ("licence", "submitter_relation") if not getattr(record, name)]
    for name in _NEEDED[record.kind]:
        holder = record if hasattr(record, name) else text
        if not getattr(holder, name, None):
            missing.append(name)
    if record.kind == "POL" and not (record.adopted or record.in_force or record.expires):
        missing.append("adopted")
    if missing:
        yield Finding("missing", BLOCKS, {"fields": missing})
    if record.kind in {"APP", "PRA"} and not any(getattr(text, each, "") for each in _TWO_WAY):
        yield Finding("two-way", HINT)
    if record.licence and record.licence.code == "LINK":
        yield Finding("licence", HINT)


def _duplicates(record: Any, denied: list[str]) -> Iterator[Finding]:
    """Records with the same source, identifier, or title in the same language.

    What the author ``denied`` to be the same is only a hint.
    """
    others = (
        Record.objects.filter(pk__in=_alike(record), withdrawn_at__isnull=True)
        .filter(models.Q(live=True) | models.Exists(_OF_RECORD))
        .order_by("pk")
        .prefetch_related("texts")[:_MOST_DUPLICATES]
    )
    for other in others:
        yield Finding(
            "denied" if other.identifier in denied else "duplicate",
            HINT if other.identifier in denied else CONFIRM,
            {"title": str(other)},
            url=other.get_absolute_url() if other.live else "",
        )


_OF_RECORD: Final = Submission.objects.filter(record_id=models.OuterRef("pk"))


def _alike(record: Any) -> set[int]:
    """Keys of records that share something with it. Three queries, each of one index."""
    found: set[int] = set()
    if record.source_url:
        same = Record.objects.filter(source_url=record.source_url)
        found.update(same.order_by().values_list("pk", flat=True)[:_MOST_ALIKE])
    if values := [each.value for each in record.identifiers.all() if each.value]:
        rows: Any = RecordIdentifier.objects.filter(value__in=values)
        found.update(rows.order_by().values_list("record_id", flat=True)[:_MOST_ALIKE])
    for text in record.texts.all():
        if text.title:
            rows = RecordText.objects.filter(title=text.title, language=text.language)
            found.update(rows.order_by().values_list("record_id", flat=True)[:_MOST_ALIKE])
    return found - {record.pk}


_NO_PROSE: Final = frozenset({"id", "record", "language", "status", "is_outdated"})


def _texts(record: Any) -> Iterator[Finding]:
    words = "\n".join(
        value
        for text in record.texts.all()
        for column in text._meta.concrete_fields
        if column.name not in _NO_PROSE and (value := getattr(text, column.attname))
    )
    yield from _of_words(words)


def _of_words(words: str) -> Iterator[Finding]:
    if passages := personal_data(words):
        yield Finding("personal", CONFIRM, passages=tuple(passages[:6]))
    if passages := promotional_words(words):
        yield Finding("promotional", HINT, passages=tuple(passages[:6]))


def _links(record: Any) -> Iterator[Finding]:
    states = [each.state for each in record.links.all()]
    if not states:
        return
    dead = sum(1 for state in states if state in _DEAD)
    unchecked = states.count("unchecked")
    total = len(states)
    if dead:
        yield Finding("dead-link", CONFIRM, {"dead": dead, "total": total})
    if unchecked:
        yield Finding("unchecked-link", HINT, {"unchecked": unchecked, "total": total})
    if not dead and not unchecked:
        yield Finding("links-work", HINT, {"total": total})


def keep_findings(submission: Submission) -> list[Finding]:
    """Run the checks and keep what they found for the list; passages are not kept.

    What was found before is not written again, so that looking costs no write.
    """
    found = findings_of(submission)
    rows = [{"code": each.code, "weight": each.weight, "values": each.values} for each in found]
    kept = DeskCheck.objects.filter(submission=submission).first()
    if kept is None or kept.findings != rows:
        DeskCheck.objects.update_or_create(
            submission=submission, defaults={"findings": rows, "at": timezone.now()}
        )
    return found


def kept_findings(check: DeskCheck | None) -> list[Finding]:
    """What the checks found when they last ran."""
    if check is None:
        return []
    return [Finding(row["code"], row["weight"], row["values"]) for row in check.findings]
