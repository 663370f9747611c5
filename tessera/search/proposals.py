"""What a new text may be about, told to those who write it: nothing is tagged without a person.

What the nearest records carry votes, each by its nearness; what the text itself names counts, too,
so that there are proposals where no meaning is read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from tessera.catalogue.extras import Proposals
from tessera.catalogue.models import Record
from tessera.search.meaning import service as meaning
from tessera.search.meaning.store import Neighbour
from tessera.search.named import labels_in
from tessera.search.related import LEAST_NEARNESS, nearest

#: Records that vote, and how near one must be to be shown as similar.
_VOTERS: Final = 12
_SIMILAR: Final = 0.5
_MOST_SIMILAR: Final = 3
_MOST_THEMES: Final = 4
_MOST_GROUPS: Final = 3
#: The share of votes that proposes a code; what the text names counts as so many.
_ENOUGH: Final = 0.34
_PREFERRED: Final = 0.5
_ALTERNATIVE: Final = 0.25
_LONGEST: Final = 2000


def proposals(title: str, summary: str, language: str) -> Proposals:
    """At most three records, four themes and three target groups. Three queries."""
    text = f"{title}. {summary}"[:_LONGEST]
    if not title.strip():
        return Proposals()
    near = _nearest(text, language)
    named: dict[str, dict[str, float]] = {"theme": {}, "target": {}}
    for facet, code, is_preferred in labels_in(text, language):
        if facet in named:
            named[facet][code] = _PREFERRED if is_preferred else _ALTERNATIVE
    voters = near[:_VOTERS]
    return Proposals(
        records=tuple(each.identifier for each in near if each.nearness >= _SIMILAR)[
            :_MOST_SIMILAR
        ],
        themes=_chosen(_votes(voters, "themes"), named["theme"], _MOST_THEMES),
        target_groups=_chosen(_votes(voters, "target_groups"), named["target"], _MOST_GROUPS),
    )


def _nearest(text: str, language: str) -> list[Neighbour]:
    model = meaning.embedder(wait_seconds=0)
    vectors = meaning.store() if model else None
    if model is None or vectors is None:
        return []
    try:
        vector = model.passages([text])[0]
    except Exception as error:  # Whatever a model's package raises; people write on.
        meaning.give_up(error)
        return []
    found = nearest(vectors, vector, language, limit=2 * _VOTERS, is_query=False)
    return [each for each in found if each.nearness >= LEAST_NEARNESS]


def _votes(voters: Sequence[Neighbour], field: str) -> Mapping[str, float]:
    """Code → the share of the votes that it has."""
    weights = {each.identifier: each.nearness for each in voters}
    rows = Record.objects.public().filter(identifier__in=weights).order_by()
    votes: dict[str, float] = defaultdict(float)
    counted: set[str] = set()
    for identifier, code in rows.values_list("identifier", f"{field}__code"):
        counted.add(identifier)
        if code:
            votes[code] += weights[identifier]
    total = sum(weights[each] for each in counted)
    return {code: vote / total for code, vote in votes.items()} if total else {}


def _chosen(votes: Mapping[str, float], named: Mapping[str, float], most: int) -> tuple[str, ...]:
    sums = {code: votes.get(code, 0.0) + named.get(code, 0.0) for code in {*votes, *named}}
    enough = [code for code, value in sums.items() if value >= _ENOUGH and code != "OTH"]
    return tuple(sorted(enough, key=lambda code: (-sums[code], code))[:most])
