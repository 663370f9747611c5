"""What becomes of the items of a part: in steps, each of which is whole.

An item that the run has met already is passed over, so that whoever goes on, after a lost place or
a lost worker, does nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.bulk import add_records
from tessera.catalogue.models import Record
from tessera.changes.models import Version
from tessera.interop.harvesting.linking import end_here, is_touched, take_over, waits_for_person
from tessera.interop.harvesting.making import Tools, again, made
from tessera.interop.harvesting.models import (
    LEASE,
    HarvestItem,
    HarvestLink,
    HarvestRun,
    digest_of,
)
from tessera.interop.harvesting.upstream import Upstream
from tessera.interop.importing.candidates import Candidate
from tessera.interop.importing.known import IN_FILE, Known
from tessera.network.models import Organization

#: Items of one transaction: a change of a public record takes some 40 ms.
STEP: Final = 50
PREVIEWED: Final = 10
#: More than these withdrawals in a run, and more than a tenth, wait for a person.
_MOST_GONE: Final = 20
State = HarvestItem.State
Link = HarvestLink.State


@dataclass
class Work:
    """What a run needs at hand."""

    run: HarvestRun
    tools: Tools
    known: Known


@dataclass
class _Step:
    """The items of one transaction, and what was found out about them."""

    work: Work
    items: list[HarvestItem] = field(default_factory=list)
    news: list[tuple[HarvestItem, Upstream, Candidate]] = field(default_factory=list)

    def say(self, upstream: Upstream, state: str, **facts: Any) -> HarvestItem:
        """Note what becomes of an item."""
        item = HarvestItem(
            run=self.work.run, digest=digest_of(upstream.key), upstream=upstream.key, state=state,
            title=facts.pop("title", "") or upstream.row.one("title")[:200],
            said=[list(each) for each in facts.pop("said", ())][:20], **facts,
        )  # fmt: skip
        self.items.append(item)
        self.work.run.count(state)
        return item


def apply(work: Work, upstreams: Sequence[Upstream]) -> tuple[int, bool]:
    """How many of a part's items the run had not met, and whether there is room for more."""
    fresh = 0
    for begin in range(0, len(upstreams), STEP):
        chunk = upstreams[begin : begin + STEP]
        if not _has_room(work.run):
            return fresh, False
        work.tools.choice.look_at(_strange(work, chunk))
        with transaction.atomic():
            step = _Step(work)
            for upstream in _unmet(work.run, chunk):
                if not _has_room(work.run):
                    _keep(step)
                    return fresh, False
                fresh += 1
                _decide(step, upstream)
            _keep(step)
    return fresh, _has_room(work.run)


def _strange(work: Work, chunk: Sequence[Upstream]) -> list[Upstream]:
    """The items that never came before; they alone are held against the filter."""
    if not work.tools.choice.themes:
        return []
    digests = {digest_of(each.key): each for each in _unmet(work.run, chunk)}
    links = HarvestLink.objects.filter(source=work.tools.source, digest__in=digests)
    known = set(links.values_list("digest", flat=True))
    return [each for digest, each in digests.items() if digest not in known]


def _unmet(run: HarvestRun, chunk: Sequence[Upstream]) -> list[Upstream]:
    """The items that this run has not met, each once."""
    by_digest = {digest_of(each.key): each for each in chunk}
    met = HarvestItem.objects.filter(run=run, digest__in=by_digest).values_list("digest", flat=True)
    done = set(met)
    return [each for digest, each in by_digest.items() if digest not in done]


def _has_room(run: HarvestRun) -> bool:
    if run.is_preview:
        return sum(run.counts.values()) < PREVIEWED
    taken = sum(run.counts.get(name, 0) for name in (State.ADDED, State.CHANGED))
    return taken < run.source.quota


def _keep(step: _Step) -> None:
    """Add what is new and write down what became of all, in the step's transaction."""
    run, tools = step.work.run, step.work.tools
    if step.news:
        records = add_records(
            [each.record for _item, _upstream, each in step.news if each.record],
            by=SYSTEM, provenance=Record.Provenance.HARVEST, publish=tools.source.is_published,
        )  # fmt: skip
        for (item, upstream, each), record in zip(step.news, records, strict=True):
            item.identifier = record.identifier
            step.work.known.add(each.keys, record.pk)
            _link(step, upstream, Link.FOLLOWED, record=record).save()
    HarvestItem.objects.bulk_create(step.items, batch_size=STEP)
    facts = {"counts": run.counts, "passed": run.passed}
    HarvestRun.objects.filter(pk=run.pk).update(**facts, wait_until=timezone.now() + LEASE)


def _link(step: _Step, upstream: Upstream, state: str, **facts: Any) -> HarvestLink:
    return HarvestLink(
        source=step.work.tools.source, digest=digest_of(upstream.key), upstream=upstream.key,
        address=upstream.address[:500], state=state, row=upstream.kept,
        title=upstream.row.one("title")[:200], **facts,
    )  # fmt: skip


def _decide(step: _Step, upstream: Upstream) -> None:
    source = step.work.tools.source
    link = (
        HarvestLink.objects.filter(source=source, digest=digest_of(upstream.key))
        .select_related("record", "source")
        .first()
    )
    if link:
        HarvestLink.objects.filter(pk=link.pk).update(seen_at=timezone.now())
    if upstream.fault:
        step.say(upstream, State.REFUSED, said=[(upstream.fault, "", upstream.key[:200])])
        return
    if upstream.is_deleted:
        if link:
            _gone(step, upstream, link)
        else:
            step.work.run.passed += 1
        return
    themes = step.work.tools.choice.themes_of(upstream)
    if link is None and not step.work.tools.choice.takes(upstream, themes):
        step.say(upstream, State.FILTERED)
        return
    each = made(upstream, step.work.tools, themes)
    if each.is_refused or each.record is None:
        step.say(upstream, State.REFUSED, said=each.said)
    elif link:
        _known(step, upstream, link, each)
    else:
        _unknown(step, upstream, each)


def _unknown(step: _Step, upstream: Upstream, each: Candidate) -> None:
    """An item that never came before: added, unless it is here, or at home elsewhere."""
    run, known = step.work.run, step.work.known
    # A preview shows what the mapping makes of it, too.
    values = {name: list(found) for name, found in each.row.values.items()}
    shown = {"said": each.said, "row": {"values": values} if run.is_preview else None}
    if upstream.home:
        if reason := _not_at_home(upstream, step.work.tools.source.address):
            step.say(upstream, State.OWN, said=[(reason, "", upstream.home[:100])])
            return
        if _is_taken(upstream):
            step.say(upstream, State.OWN, like=upstream.identifier, said=[("same-id", "", "")])
            return
    match = known.find(each.keys)
    known.add(each.keys)
    if match is not None:
        like = "" if match == IN_FILE else _identifier(match)
        step.say(upstream, State.DUPLICATE, like=like, **shown)
        if not run.is_preview:
            _link(step, upstream, Link.DUPLICATE, like=like).save()
    elif run.is_preview:
        step.say(upstream, State.NEW, **shown)
    else:
        item = step.say(upstream, State.ADDED, said=each.said)
        step.news.append((item, upstream, each))


def _not_at_home(upstream: Upstream, address: str) -> str:
    """Why a friend's record is not taken from it; empty when it is at home there.

    A record comes from its home only: so it never comes back to where it began, never by two ways,
    and its home's withdrawal reaches everybody.
    """
    home = urlsplit(upstream.home).netloc.lower()
    if home == urlsplit(settings.BASE_URL).netloc.lower():
        return "home-here"
    if home != urlsplit(address).netloc.lower():
        return "home-elsewhere"
    if not upstream.identifier:
        return "no-id"
    # A friend speaks for its own addresses only, and each of them names what it is called.
    said = urlsplit(upstream.home)
    return "" if said.path == f"/id/{upstream.identifier}" and not said.query else "not-its-id"


def _is_taken(upstream: Upstream) -> bool:
    """Whether the identifier is another thing's here, or was that of a record at home here."""
    name = upstream.identifier
    if Record.objects.filter(identifier=name).exists():
        return True
    if Organization.objects.filter(identifier=name).exists():
        return True
    old = Version.objects.filter(identifier=name).order_by("pk").first()
    return bool(old and old.snapshot.get("home") != upstream.home)


def _identifier(key: int) -> str:
    return Record.objects.filter(pk=key).values_list("identifier", flat=True).first() or ""


def _known(step: _Step, upstream: Upstream, link: HarvestLink, each: Candidate) -> None:
    """An item that came before: unchanged, changed, or with a change for somebody to decide."""
    record, run = link.record, step.work.run
    facts: dict[str, Any] = {"identifier": record.identifier if record else ""}
    if run.is_preview:
        step.say(upstream, State.UNCHANGED, **facts, row=upstream.kept)
    elif link.state in {Link.DROPPED, Link.ADOPTED}:
        step.say(upstream, State.DROPPED, **facts)
    elif link.state == Link.DUPLICATE:
        HarvestLink.objects.filter(pk=link.pk).update(row=upstream.kept)
        step.say(upstream, State.DUPLICATE, like=link.like)
    elif record is None or record.is_withdrawn:
        if link.state != Link.GONE:  # somebody here took it out, and that stays so
            HarvestLink.objects.filter(pk=link.pk).update(state=Link.DROPPED)
        step.say(upstream, State.DROPPED, **facts)
    elif upstream.kept == link.row and link.state == Link.FOLLOWED:
        step.say(upstream, State.UNCHANGED, **facts)
    elif upstream.kept == link.pending:
        step.say(upstream, State.PROPOSED, **facts)
    else:
        _change(step, upstream, link, each)


def _change(step: _Step, upstream: Upstream, link: HarvestLink, each: Candidate) -> None:
    record = link.record
    assert record is not None
    before = again(link.row, upstream, step.work.tools)
    if before.record is None or waits_for_person(record):
        _propose(step, upstream, link, each.said)
        return
    done = take_over(record, before, each, source=link.source.name)
    said = [*(("kept", name, "") for name in done.kept), *each.said]
    if done.kept:
        _propose(step, upstream, link, said)
        return
    kept = upstream.kept
    HarvestLink.objects.filter(pk=link.pk).update(
        row=kept, pending=None, state=Link.FOLLOWED, title=upstream.row.one("title")[:200]
    )
    state = State.CHANGED if done.taken else State.UNCHANGED
    said = [*(("taken", name, "") for name in done.taken), *said]
    step.say(upstream, state, identifier=record.identifier, said=said, row=link.row)


def _propose(step: _Step, upstream: Upstream, link: HarvestLink, said: list[Any]) -> None:
    """Keep what the source says for somebody to decide. Other fields were taken over already."""
    HarvestLink.objects.filter(pk=link.pk).update(state=Link.PROPOSED, pending=upstream.kept)
    assert link.record is not None
    step.say(upstream, State.PROPOSED, identifier=link.record.identifier, said=said, row=link.row)


def _gone(step: _Step, upstream: Upstream, link: HarvestLink) -> None:
    """The source withdrew it: so do we, unless a person has made it theirs."""
    record, run = link.record, step.work.run
    upstream = replace(upstream, values={"title": [link.title]})
    if run.is_preview or link.state in {Link.DROPPED, Link.ADOPTED, Link.GONE}:
        step.say(upstream, State.DROPPED, identifier=record.identifier if record else "")
        return
    facts = {"identifier": record.identifier if record else "", "said": [("gone", "", "")]}
    if record is None or record.is_withdrawn:
        HarvestLink.objects.filter(pk=link.pk).update(state=Link.GONE, pending=None)
        step.say(upstream, State.DROPPED, **facts)
    elif not record.live or is_touched(record) or _too_many_gone(run):
        HarvestLink.objects.filter(pk=link.pk).update(state=Link.PROPOSED, pending={"gone": True})
        step.say(upstream, State.PROPOSED, **facts)
    else:
        end_here(link)
        HarvestLink.objects.filter(pk=link.pk).update(state=Link.GONE, pending=None)
        step.say(upstream, State.WITHDRAWN, **facts)


def _too_many_gone(run: HarvestRun) -> bool:
    """A source that loses its records at once may only be out of order."""
    gone = run.counts.get(State.WITHDRAWN, 0)
    if gone < _MOST_GONE or gone * 10 < HarvestLink.objects.filter(source=run.source).count():
        return False
    if "many-gone" not in run.notes:
        run.notes.append("many-gone")
    return True
