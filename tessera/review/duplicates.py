"""What may be here already: public records and organizations that a draft looks like.

Alike is what shares an identifier, an address, or a title; near is what has nearly the same title,
asked of whoever can look for titles (``catalogue.extras``), sooner so when it is about the same
place. Every look-up goes by an index, and the cost does not grow with the number of records.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.extras import identifiers_by_title
from tessera.catalogue.models import Record, RecordIdentifier, RecordLink, RecordText
from tessera.network.models import Organization, OrganizationText
from tessera.review.models import Submission
from tessera.review.models.submissions import ORGANIZATION
from tessera.review.starting.found import find_doi, find_isbn

MOST: Final = 3
_MOST_ROWS: Final = 10
_NEAR: Final = 0.62
_NEAR_IN_PLACE: Final = 0.5
#: Code → why it is shown, in the order of their weight.
REASONS: Final[dict[str, str | Promise]] = {
    "identifier": _("It has the same identifier."),
    "address": _("It has the same web address."),
    "title-place": _("It has the same title, and is about the same place."),
    "title": _("It has the same title."),
    "near": _("Its title is much like yours."),
}


@dataclass(frozen=True)
class Alike:
    """Something that a draft may be, and the code of the strongest reason to think so."""

    card: Card
    code: str

    @property
    def reason(self) -> str | Promise:
        """Why it is shown, in words."""
        return REASONS[self.code]


def possible_duplicates(submission: Submission) -> list[Alike]:
    """At most three, the likeliest first, without those that its author said it is not.

    At most a dozen queries and one search.
    """
    is_organization = submission.kind == ORGANIZATION
    look_up = _organizations if is_organization else _records
    reasons = look_up(submission)
    hidden = set(submission.not_same_as)
    own = submission.organization if is_organization else submission.record
    if own is not None:
        hidden.add(own.identifier)
    weights = list(REASONS)
    order = sorted(
        (name for name in reasons if name not in hidden),
        key=lambda name: (weights.index(reasons[name][0]), -reasons[name][1]),
    )
    return [Alike(card, reasons[card.identifier][0]) for card in cards(order[:MOST])]


Reasons = dict[str, tuple[str, float]]


def _records(submission: Submission) -> Reasons:
    content, found = submission.content, Reasons()
    public = Record.objects.public().order_by()

    def add(keys: Iterable[Any], code: str) -> None:
        names = public.filter(pk__in=list(keys)[:_MOST_ROWS])
        for name in names.values_list("identifier", flat=True):
            found.setdefault(name, (code, 1.0))

    if values := _identifiers(content):
        rows: Any = RecordIdentifier.objects.filter(value__in=values).order_by()
        add(rows.values_list("record_id", flat=True)[:_MOST_ROWS], "identifier")
    if addresses := _same_addresses(str(content.get("source_url") or "")):
        keys = Record.objects.filter(source_url__in=addresses).order_by()
        links: Any = RecordLink.objects.filter(url__in=addresses).order_by()
        add(keys.values_list("pk", flat=True)[:_MOST_ROWS], "address")
        add(links.values_list("record_id", flat=True)[:_MOST_ROWS], "address")
    if submission.title:
        _by_title(submission, public, found)
    return found


def _by_title(submission: Submission, public: Any, found: Reasons) -> None:
    """The same title in any language, or nearly the same."""
    title = submission.title
    same: Any = RecordText.objects.filter(title=title).order_by()
    keys = list(same.values_list("record_id", flat=True)[:_MOST_ROWS])
    names = list(identifiers_by_title(title, submission.language))
    rows = list(
        public.filter(Q(pk__in=keys) | Q(identifier__in=names)).values_list("pk", "identifier")
    )
    texts: dict[int, list[str]] = {}
    held = RecordText.objects.filter(record_id__in=[key for key, _name in rows]).order_by()
    for key, text in held.values_list("record_id", "title"):
        texts.setdefault(key, []).append(text)
    places = _places_of([key for key, _name in rows])
    own = set(submission.content.get("places") or [])
    for key, name in rows:
        likeness = max((title_likeness(title, text) for text in texts.get(key, ())), default=0.0)
        is_there = bool(own & places.get(key, set()))
        if likeness >= 1:
            found.setdefault(name, ("title-place" if is_there else "title", likeness))
        elif likeness >= (_NEAR_IN_PLACE if is_there else _NEAR):
            found.setdefault(name, ("near", likeness))


def _places_of(keys: Sequence[int]) -> dict[int, set[str]]:
    rows: Any = Record.places.through.objects.filter(record_id__in=keys).order_by()
    places: dict[int, set[str]] = {}
    for key, code in rows.values_list("record_id", "place__code"):
        places.setdefault(key, set()).add(code)
    return places


def _organizations(submission: Submission) -> Reasons:
    content, found = submission.content, Reasons()
    public = Organization.objects.public().order_by()

    def add(condition: Q, code: str) -> None:
        for name in public.filter(condition).values_list("identifier", flat=True)[:_MOST_ROWS]:
            found.setdefault(name, (code, 1.0))

    if ror := str(content.get("ror") or "").strip().rpartition("/")[2]:
        add(Q(ror__in=[ror, f"https://ror.org/{ror}"]), "identifier")
    if addresses := _same_addresses(str(content.get("website") or "")):
        add(Q(website__in=addresses), "address")
    if submission.title:
        rows: Any = OrganizationText.objects.filter(name__iexact=submission.title).order_by()
        keys = rows.values_list("organization_id", flat=True)[:_MOST_ROWS]
        add(Q(pk__in=list(keys)), "title")
    return found


def _identifiers(content: Mapping[str, Any]) -> list[str]:
    """Every way in which the draft's identifiers may have been written down."""
    ways: dict[str, None] = {}
    typed = [str(row.get("value") or "") for row in content.get("identifiers") or []]
    address = unquote(str(content.get("source_url") or ""))
    for value in (*typed, address if "doi.org/" in address else ""):
        value = value.strip()[:200]
        if doi := find_doi(value):
            for each in (doi, doi.upper(), f"https://doi.org/{doi}", value):
                ways[each] = None
        elif isbn := find_isbn(value):
            ways[isbn] = ways[value] = None
        elif value:
            ways[value] = None
    return list(ways)[:40]


def _same_addresses(address: str) -> list[str]:
    """An address with and without TLS, ``www.`` and the last slash."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.netloc or "").lower()
    except ValueError:
        return []
    if not host or len(address) > 500:
        return []
    bare = host.removeprefix("www.")
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return [
        f"{scheme}://{prefix}{bare}{path}{slash}{query}"
        for scheme in ("https", "http")
        for prefix in ("", "www.")
        for slash in ("", "/")
    ]


def title_likeness(one: str, other: str) -> float:
    """0 to 1: the share of three-letter pieces that two titles have in common (Dice).

    Case, accents and punctuation do not matter. Pieces suit every script, and forgive other
    endings of words.
    """
    first, second = _plain(one), _plain(other)
    if first == second:
        return 1.0 if first else 0.0
    pieces, others = _pieces(first), _pieces(second)
    both = sum((pieces & others).values())
    return min(2 * both / (pieces.total() + others.total() or 1), 0.99)


def _plain(title: str) -> str:
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    kept = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", kept))


def _pieces(text: str) -> Counter[str]:
    padded = f" {text} "
    size = 2 if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text) else 3
    return Counter(padded[start : start + size] for start in range(len(padded) - size + 1))
