"""Places and themes that are named in a query: they can be taken as filters, or refused.

Nothing is filtered by itself: a title may have the name of a country, too. What is named is found
in the seven interface languages and German, by any label of a theme or target group, and by the
names of countries, regions and cities.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.search.analysis import fold
from tessera.search.criteria import Criteria
from tessera.search.function_words import is_function_word
from tessera.search.query import Word
from tessera.search.synonyms import NO_CONCEPT
from tessera.search.typed_labels import LONGEST, Piece, TypedLabels, loose_words, pieces_of
from tessera.search.typed_words import candidate_languages, typed_words
from tessera.vocabularies.labels import Labels, labels

#: Taken as a name, this is not a filter: records from places like it come first.
LIKE: Final = "like"
_LANGUAGES: Final = (*INTERFACE_LANGUAGES, "de")
_FACETS: Final = {"country": "country", "region": "region", "city": LIKE}
_WORLD: Final = "001"
#: Characters of a text in which names are looked for.
_LONGEST_TEXT: Final = 3000
_APOSTROPHES: Final = "'’"
#: Places first, then what was named by its preferred label.
_PLACE, _PREFERRED, _ALTERNATIVE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code that is named in a query, and the query's text without its name."""

    facet: str
    code: str
    text_without: str

    @property
    def key(self) -> str:
        """Facet and code in one, as addresses have it."""
        return f"{self.facet}:{self.code}"


@dataclass(frozen=True, slots=True)
class _Thing:
    rank: int
    facet: str
    code: str


def named_in(criteria: Criteria) -> list[Named]:
    """What the query's loose words name, places first; the longest name of several."""
    found: dict[tuple[str, str], tuple[int, Named]] = {}
    text, language = criteria.query.text, criteria.language
    for words in loose_words(criteria.query):
        pieces = pieces_of(words)
        for first, length, things in _names_in(pieces, language):
            rest = _without(text, pieces, first, first + length)
            for thing in things:
                named = Named(thing.facet, thing.code, rest)
                found.setdefault((thing.facet, thing.code), (thing.rank, named))
    return [named for _rank, named in sorted(found.values(), key=lambda pair: pair[0])]


def labels_in(text: str, language: str) -> list[tuple[str, str, bool]]:
    """Facet and code of all that a text names, and whether by a preferred label; each once."""
    words = [Word(*typed) for typed in typed_words(text[:_LONGEST_TEXT])]
    found: dict[tuple[str, str], bool] = {}
    for _first, _length, things in _names_in(pieces_of(words), language):
        for thing in things:
            key = (thing.facet, thing.code)
            found[key] = found.get(key, False) or thing.rank < _ALTERNATIVE
    return [(facet, code, is_preferred) for (facet, code), is_preferred in found.items()]


def _names_in(
    pieces: Sequence[Piece], language: str
) -> Iterator[tuple[int, int, Sequence[_Thing]]]:
    """Where a name begins, how long it is, and what it is the name of."""
    names = _names().labels
    at = 0
    while at < len(pieces):
        for length in range(min(LONGEST, len(pieces) - at), 0, -1):
            things = list(dict.fromkeys(names.of(pieces[at : at + length], language)))
            if things:
                yield at, length, things
                at += length
                break
        else:
            at += 1


def _without(text: str, pieces: Sequence[Piece], first: int, last: int) -> str:
    """The text without some pieces, and without what only led to them ("in", "l’", "’da")."""
    start, end = pieces[first].start, pieces[last - 1].end
    if pieces[first].is_from_run:
        while start and is_function_word(text[start - 1], "zh"):
            start -= 1
        while is_function_word(text[end : end + 1], "zh"):
            end += 1
        return " ".join(f"{text[:start]} {text[end:]}".split())
    while first and _only_leads(pieces[first - 1], text):
        first -= 1
        start = pieces[first].start
    while not text[:start].strip() and last < len(pieces) and _only_leads(pieces[last], text):
        last += 1
        end = pieces[last - 1].end
    if start and text[start - 1] in _APOSTROPHES:
        start = text.rfind(" ", 0, start) + 1
    if text[end : end + 1] and text[end] in _APOSTROPHES:
        space = text.find(" ", end)
        end = space if space >= 0 else len(text)
    return " ".join(f"{text[:start]} {text[end:]}".split())


def _only_leads(piece: Piece, text: str) -> bool:
    """Whether a piece is a function word that stands for itself."""
    if piece.is_from_run or (piece.start and text[piece.start - 1] in _APOSTROPHES):
        return False
    languages = candidate_languages(piece.text, "en")
    return any(is_function_word(fold(piece.text), language) for language in languages)


class _Names:
    """The names of one picture of the vocabularies."""

    def __init__(self, picture: Labels) -> None:
        self.picture = picture
        self.labels: TypedLabels[_Thing] = TypedLabels()
        for place in picture.places.values():
            facet = _FACETS.get(place.kind)
            if facet and place.code != _WORLD:
                for language in _LANGUAGES:
                    self.labels.add(
                        language, place.label(language), _Thing(_PLACE, facet, place.code)
                    )
        for scheme, facet in (("TH", "theme"), ("TG", "target")):
            for entry in picture.scheme(scheme):
                if entry.code == NO_CONCEPT or entry.is_deprecated:
                    continue
                for language, text in entry.preferred.items():
                    self.labels.add(language, text, _Thing(_PREFERRED, facet, entry.code))
                for language, texts in entry.alternatives.items():
                    for text in texts:
                        self.labels.add(language, text, _Thing(_ALTERNATIVE, facet, entry.code))


_present: _Names | None = None


def _names() -> _Names:
    global _present
    picture, known = labels(), _present
    if known is None or known.picture is not picture:
        _present = known = _Names(picture)
    return known
