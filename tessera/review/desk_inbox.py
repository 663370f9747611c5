"""The desk's list: queues, filters, and what each row shows.

The page costs the same number of queries with one submission and with 50,000: the counts and the
page of ids come from one index (``submission_for_desk``), the rest is read for twenty rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.lib.languages import is_tag
from tessera.lib.pages import MOST_PAGES
from tessera.lib.texts import best_text
from tessera.review.desk_checks import CONFIRM, Finding, kept_findings
from tessera.review.desk_rules import kinds_of_editor
from tessera.review.models import Appeal, Assignment, ReviewRound, Submission, SubmissionMessage
from tessera.review.models.submissions import KINDS, ORGANIZATION
from tessera.vocabularies.labels import current_language, labels

State = Submission.State
A_PAGE: Final = 20
#: Queue → its name and the states in it.
QUEUES: Final[dict[str, tuple[str | Promise, tuple[str, ...]]]] = {
    "mine": (
        _("Waiting for me"),
        (State.SUBMITTED, State.SCREENING, State.IN_REVIEW, State.ARBITRATION),
    ),
    "check": (_("To check"), (State.SUBMITTED, State.SCREENING)),
    "review": (_("In peer review"), (State.IN_REVIEW, State.ARBITRATION)),
    "author": (_("Waiting for the author"), (State.RETURNED, State.REVISE)),
    "done": (_("Done"), (State.LISTED, State.REVIEWED, State.DECLINED)),
}
ASKED: Final = "asked"
APPEALS: Final = "appeals"
#: Ages that can be asked for, in days since it was sent in.
AGES: Final = (5, 10, 30)
_SHOWN_FINDINGS: Final = 3


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; what is no value is left out."""

    queue: str = "mine"
    theme: str = ""
    country: str = ""
    language: str = ""
    kind: str = ""
    state: str = ""
    age: int = 0
    page: int = 1

    @classmethod
    def read(cls, typed: QueryDict) -> "Filters":
        """From an address."""
        picture = labels()

        def one_of(name: str, known: Iterable[str]) -> str:
            value = typed.get(name, "")
            return value if value in set(known) else ""

        theme, country = typed.get("theme", ""), typed.get("country", "").upper()
        language, page = typed.get("language", ""), typed.get("page", "")
        age = typed.get("age", "")
        return cls(
            queue=one_of("queue", [*QUEUES, ASKED, APPEALS]) or "mine",
            theme=theme if picture.concept("TH", theme) else "",
            country=country if country in picture.by_place_code else "",
            language=language if is_tag(language) else "",
            kind=one_of("kind", [code for code, _name in KINDS]),
            state=one_of("state", State.values),
            age=int(age) if age in {str(each) for each in AGES} else 0,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        )

    @property
    def query(self) -> str:
        """The address's query, without what is the default."""
        values = {
            "queue": self.queue if self.queue != "mine" else "",
            "theme": self.theme,
            "country": self.country,
            "language": self.language,
            "kind": self.kind,
            "state": self.state,
            "age": self.age or "",
            "page": self.page if self.page > 1 else "",
        }
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the queue was chosen."""
        return bool(
            self.theme or self.country or self.language or self.kind or self.state or self.age
        )


@dataclass(frozen=True)
class Queue:
    """A tab."""

    key: str
    label: str | Promise
    count: int
    is_shown: bool
    url: str


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    submission: Submission
    title: str
    title_language: str
    place: str
    due: str
    is_overdue: bool
    editor: str
    findings: tuple[Finding, ...]
    #: The author wrote last.
    has_unanswered: bool
    url: str


@dataclass(frozen=True)
class Inbox:
    """Everything that the list shows."""

    filters: Filters
    queues: tuple[Queue, ...]
    rows: tuple[Row, ...]
    page: "Page[Any]"
    languages: tuple[str, ...]


def inbox(user: User, filters: Filters) -> Inbox:
    """The list of somebody's desk. Nine queries or fewer, whatever the number of submissions."""
    kinds = kinds_of_editor(user)
    counts = _counts(user, kinds)
    found = _found(user, kinds, filters)
    total = None if filters.is_narrowed else counts.get(filters.queue)
    page = _page(found, filters.page, total)
    return Inbox(
        filters=filters,
        queues=tuple(
            Queue(
                key=key,
                label=label,
                count=counts.get(key, 0),
                is_shown=key == filters.queue,
                url=f"{reverse('desk')}?queue={key}" if key != "mine" else reverse("desk"),
            )
            for key, label in _tabs()
        ),
        rows=tuple(_rows(list(page), user, filters)),
        page=page,
        languages=(),
    )


def _tabs() -> list[tuple[str, str | Promise]]:
    tabs = [(key, label) for key, (label, _states) in QUEUES.items()]
    return [
        *tabs[:2],
        (ASKED, _("Reviews asked for")),
        *tabs[2:4],
        (APPEALS, _("Appeals")),
        tabs[4],
    ]


def _of_kinds(kinds: list[str]) -> Q:
    return Q() if len(kinds) == len(KINDS) else Q(kind__in=kinds)


def _counts(user: User, kinds: list[str]) -> dict[str, int]:
    """Queue → how many. Three queries; the long one reads an index only."""
    own = Q(editor__isnull=True) | Q(editor=user)
    rows = (
        Submission.objects.filter(_of_kinds(kinds))
        .order_by()
        .values("state")
        .annotate(every=Count("pk"), own=Count("pk", filter=own))
    )
    by_state = {row["state"]: (row["every"], row["own"]) for row in rows}
    found = {
        key: sum(by_state.get(state, (0, 0))[key == "mine"] for state in states)
        for key, (_label, states) in QUEUES.items()
    }
    found[ASKED] = _asked(kinds).count()
    found[APPEALS] = _appeals(kinds).count()
    return found


def _asked(kinds: list[str]) -> Any:
    """Submissions for which a review was asked and nobody was assigned yet."""
    waiting = ReviewRound.objects.filter(closed_at__isnull=True, assignments__isnull=True)
    return Submission.objects.filter(_of_kinds(kinds), pk__in=waiting.values("submission"))


def _appeals(kinds: list[str]) -> Any:
    waiting = Appeal.objects.filter(outcome=Appeal.Outcome.OPEN)
    return Submission.objects.filter(_of_kinds(kinds), pk__in=waiting.values("submission"))


def _found(user: User, kinds: list[str], filters: Filters) -> Any:
    if filters.queue == ASKED:
        found = _asked(kinds)
    elif filters.queue == APPEALS:
        found = _appeals(kinds)
    else:
        states = QUEUES[filters.queue][1]
        found = Submission.objects.filter(_of_kinds(kinds), state__in=states)
        if filters.queue == "mine":
            found = found.filter(Q(editor__isnull=True) | Q(editor=user))
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.language:
        found = found.filter(language=filters.language)
    if filters.age:
        found = found.filter(submitted_at__lt=timezone.now() - timedelta(days=filters.age))
    if filters.theme:
        tagged = Record.themes.through.objects.filter(concept_id__in=_narrower(filters.theme))
        found = found.filter(record_id__in=tagged.values("record_id"))
    if filters.country:
        tagged = Record.places.through.objects.filter(place_id__in=_inside(filters.country))
        found = found.filter(record_id__in=tagged.values("record_id"))
    if filters.queue == "done":
        return found.order_by("-pk").values_list("pk", flat=True)
    return found.order_by(F("due_at").asc(nulls_last=True), "pk").values_list("pk", flat=True)


def _narrower(code: str) -> list[int]:
    picture = labels()
    wanted = picture.concept("TH", code)
    return [
        each.pk
        for each in picture.scheme("TH")
        if wanted and any(above.pk == wanted.pk for above in picture.lineage(each))
    ]


def _inside(code: str) -> list[int]:
    picture = labels()
    wanted = picture.by_place_code[code]
    return [
        each.pk
        for each in picture.places.values()
        if any(above.pk == wanted.pk for above in picture.place_lineage(each))
    ]


class _Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that was told how many there are."""

    def __init__(self, rows: Any, size: int, total: int | None) -> None:
        super().__init__(rows, size)
        if total is not None:
            self.count = total


def _page(found: Any, number: int, total: int | None) -> "Page[Any]":
    # Narrowed, counting costs as much as finding: all keys in one query.
    paginator = _Counted(found if total is not None else list(found), A_PAGE, total)
    return paginator.page(max(1, min(number, paginator.num_pages, MOST_PAGES)))


def _rows(keys: list[int], user: User, filters: Filters) -> Iterable[Row]:
    written = SubmissionMessage.objects.filter(submission=OuterRef("pk")).order_by("-at", "-pk")
    by_key: Mapping[int, Any] = {
        each.pk: each
        for each in Submission.objects.filter(pk__in=keys)
        .annotate(last_is_ours=Subquery(written.values("is_from_editors")[:1]))
        .select_related("editor", "record", "organization", "desk_check")
        .prefetch_related("record__texts", "organization__texts")
    }
    places = _places([each.record_id for each in by_key.values() if each.record_id])
    query = f"?{filters.query}" if filters.query else ""
    for key in keys:
        submission = by_key[key]
        title, language = title_of(submission)
        check = getattr(submission, "desk_check", None)
        findings = [each for each in kept_findings(check) if each.weight != "hint"]
        yield Row(
            submission=submission,
            title=title,
            title_language=language,
            place=places.get(submission.record_id or 0, ""),
            due=due_in_words(submission.due_at),
            is_overdue=submission.is_overdue,
            editor=_editor(submission, user),
            findings=tuple(findings[:_SHOWN_FINDINGS]),
            has_unanswered=submission.last_is_ours is False,
            url=reverse("desk_submission", args=[submission.identifier]) + query,
        )


def title_of(submission: Submission) -> tuple[str, str]:
    """Its title and the title's language, from the record where there is one."""
    thing: Any = submission.organization if submission.kind == ORGANIZATION else submission.record
    text: Any = None
    if thing is not None:
        text = best_text(thing.texts.all(), current_language(), submission.language)
    if text is None:
        return submission.title or submission.identifier, submission.language
    return getattr(text, "title", "") or getattr(text, "name", ""), text.language


def _places(records: list[int]) -> dict[int, str]:
    picture = labels()
    found: dict[int, str] = {}
    rows = Record.places.through.objects.filter(record_id__in=records).order_by("pk")
    for record, place in rows.values_list("record_id", "place_id"):
        entry = picture.places.get(place)
        country = picture.country_of(entry) if entry else None
        shown = country or entry
        if shown:
            found.setdefault(record, shown.label(current_language()))
    return found


def _editor(submission: Submission, user: User) -> str:
    if submission.editor is None:
        return gettext("Nobody yet")
    return gettext("You") if submission.editor_id == user.pk else str(submission.editor)


def due_in_words(due_at: datetime | None) -> str:
    """“Due tomorrow”, “Overdue by 3 days”; empty without a clock. Days are those of the server."""
    if due_at is None:
        return ""
    days = (timezone.localtime(due_at).date() - timezone.localdate()).days
    if days < 0:
        return ngettext("Overdue by %(days)d day", "Overdue by %(days)d days", -days) % {
            "days": -days
        }
    if days == 0:
        return gettext("Due today")
    return ngettext("Due in %(days)d day", "Due in %(days)d days", days) % {"days": days}


def assignments_of(user: User) -> list[Assignment]:
    """What a reviewer has to do, the most urgent first. Two queries."""
    return list(
        Assignment.objects.filter(reviewer__user=user, state__in=Assignment.OPEN)
        .select_related("round__submission__record")
        .prefetch_related("round__submission__record__texts")
        .order_by("due_at")[:50]
    )


def has_confirmable(findings: Iterable[Finding]) -> bool:
    """Whether something has to be looked at before it is listed."""
    return any(each.weight == CONFIRM for each in findings)
