"""Discussions like one that is about to be started, so that nothing is asked twice.

Words are compared by their beginnings, in any script. A room that knows meanings can add a finder
that works across languages.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db.models import Q

from tessera.communities.models import Community, Discussion

MOST: Final = 5
_LOOKED_AT: Final = 500
_STEM: Final = 5
_LEAST: Final = 0.34
_WORD: Final = re.compile(r"\w+")
#: Title and candidates' titles → how near each candidate is, 0 to 1; none when it cannot tell.
Nearness = Callable[[str, Sequence[str]], Sequence[float] | None]

_nearness: list[Nearness] = []


def tell_nearness(finder: Nearness) -> None:
    """Let ``finder`` compare titles by meaning; a second one replaces the first."""
    _nearness[:] = [finder]


def similar_discussions(title: str, community: Community, user: Any) -> list[Discussion]:
    """Discussions that the reader may see, those of the community first. One query."""
    rows = Discussion.objects.readable_by(user).filter(is_visible=True)
    mine = rows.filter(Q(community=community) | ~Q(community__access="private"))
    latest = list(mine.select_related("community").order_by("-last_at")[:_LOOKED_AT])
    near = (_nearness[0](title, [each.title for each in latest]) if _nearness else None) or []
    asked = _stems(title)
    ranked = []
    for number, each in enumerate(latest):
        words = _likeness(asked, _stems(each.title))
        nearness = max(words, near[number] if near else 0.0)
        if nearness >= _LEAST:
            ranked.append((each.community_id != community.pk, -nearness, number))
    return [latest[number] for _else, _nearness_, number in sorted(ranked)[:MOST]]


def _stems(text: str) -> set[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in folded if not unicodedata.combining(each))
    words = [word for word in _WORD.findall(plain) if len(word) > 3 or not word.isascii()]
    found: set[str] = set()
    for word in words:
        # Chinese has no spaces: two characters at a time.
        if any("\u3400" <= each <= "\u9fff" for each in word):
            found |= {word[start : start + 2] for start in range(max(1, len(word) - 1))}
        else:
            found.add(word[:_STEM])
    return found


def _likeness(one: set[str], other: set[str]) -> float:
    if not one or not other:
        return 0.0
    return (
        len(one & other) / min(len(one), len(other))
        if len(one & other) > 1
        else (1.0 if one == other else 0.0)
    )
