"""What the pages of sources show, as documented values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from tessera.interop.harvesting import actions
from tessera.interop.harvesting.deciding import CHOICES
from tessera.interop.harvesting.faults import ITEM_SENTENCES, NOTES, SENTENCES
from tessera.interop.harvesting.models import HarvestItem, HarvestLink, HarvestRun, Source
from tessera.interop.importing.rows import FIELDS
from tessera.interop.importing.showing import facts_of, in_words
from tessera.vocabularies.labels import current_language, labels

Counted = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class RunShown:
    """A run with its counts and what is said of it, in words."""

    run: HarvestRun
    counts: Counted
    fault: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ItemShown:
    """An item of a run in words; ``facts`` only in a preview."""

    item: HarvestItem
    said: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Waiting:
    """An item that waits for a decision; ``is_gone`` when its source has withdrawn it."""

    link: HarvestLink
    is_gone: bool
    differences: tuple[tuple[str, str, str], ...]
    choices: tuple[str, ...]


@dataclass(frozen=True)
class SourceRow:
    """A source in the list with its newest run."""

    source: Source
    newest: RunShown | None
    records: int
    waiting: int


def run_shown(run: HarvestRun) -> RunShown:
    """A run, in words. No query."""
    fault = ""
    if run.fault:
        sentence = SENTENCES.get(run.fault, SENTENCES["internal"])
        fault = str(sentence) % {"address": "", "status": "", "message": "", **run.fault_values}
    counts = tuple(
        (state, str(label), run.counts[state])
        for state, label in HarvestItem.State.choices
        if run.counts.get(state)
    )
    notes = tuple(str(NOTES[name]) for name in run.notes if name in NOTES)
    return RunShown(run, counts, fault, notes)


def source_rows(sources: Iterable[Source]) -> list[SourceRow]:
    """Sources with their newest runs: four queries, whatever their number."""
    rows = list(sources)
    keys = [each.pk for each in rows]
    last = (
        HarvestRun.objects.filter(source__in=keys, is_preview=False)
        .order_by()
        .values("source")
        .annotate(last=Max("pk"))
    )
    runs = HarvestRun.objects.filter(pk__in=last.values("last"))
    newest = {run.source_id: run for run in runs}
    linked = HarvestLink.objects.filter(
        source__in=keys, record__isnull=False, record__withdrawn_at=None
    )
    counts = dict(linked.values_list("source").annotate(n=Count("pk")).order_by())
    open_ones = HarvestLink.objects.filter(source__in=keys, state__in=CHOICES)
    waiting = dict(open_ones.values_list("source").annotate(n=Count("pk")).order_by())
    return [
        SourceRow(
            source=each,
            newest=run_shown(newest[each.pk]) if each.pk in newest else None,
            records=counts.get(each.pk, 0),
            waiting=waiting.get(each.pk, 0),
        )
        for each in rows
    ]


def sentences(said: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What is said of an item, in words, each with its field."""
    told = []
    for code, name, value in said:
        text = str(ITEM_SENTENCES.get(code, code)) % {"value": value}
        told.append(f"{FIELDS[name]}: {text}" if name in FIELDS else text)
    return tuple(told)


def item_shown(item: HarvestItem) -> ItemShown:
    """An item, in words."""
    is_preview = item.run.is_preview and item.row
    values = (item.row or {}).get("values", {}) if is_preview else {}
    return ItemShown(item, sentences(item.said), tuple(facts_of(values)))


def waiting_shown(link: HarvestLink) -> Waiting:
    """An item that waits, with what the source said before and says now."""
    pending = link.pending or {}
    before = dict(_named(link.row))
    now = dict(_named(pending))
    differences = tuple(
        (name, before.get(name, ""), now.get(name, ""))
        for name in {**before, **now}
        if before.get(name, "") != now.get(name, "")
    )
    is_gone = bool(pending.get("gone"))
    is_change = link.state == HarvestLink.State.PROPOSED and not is_gone
    return Waiting(link, is_gone, differences if is_change else (), CHOICES.get(link.state, ()))


def _named(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, each in row.get("values", {}).items():
        if name in FIELDS:
            yield str(FIELDS[name]), in_words(name, each)[:600]
    for text in row.get("texts", []):
        for name, each in text.items():
            if name not in {"language", "status"}:
                yield f"{text['language']} · {name}", each[:600]


def settings_shown(source: Source) -> tuple[tuple[str, str], ...]:
    """The filter of a source in words, as far as it has one."""
    picture, language = labels(), current_language()
    themes = [picture.concept("TH", code) for code in source.themes]
    names = ", ".join(each.label(language) for each in themes if each)
    return tuple(
        (label, value)
        for label, value in (("words", ", ".join(source.words.splitlines())), ("themes", names))
        if value
    )


def can_be_undone(run: HarvestRun) -> bool:
    """Whether the page offers it."""
    return actions.can_be_undone(run)
