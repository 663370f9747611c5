"""Which items of a source are taken, and what its subjects mean here."""

import re
from collections.abc import Iterable
from typing import Final

from tessera.catalogue.extras import proposals_for
from tessera.interop.harvesting.models import Source
from tessera.interop.harvesting.upstream import Upstream
from tessera.vocabularies.labels import labels

_MOST_THEMES: Final = 5
#: Of what similar records here are about, only the likeliest.
_MOST_PROPOSED: Final = 2
#: Shorter names, such as “work”, are in every second sentence.
_SHORTEST_NAME: Final = 6
#: “Housing and neighbourhoods” is about housing, and about neighbourhoods.
_AND: Final = re.compile(r", | and | et | y | и | ve |和|与")


class Choice:
    """The filter and the mapping of a source, read once for a run."""

    def __init__(self, source: Source) -> None:
        self.language = source.language
        self.words = word_list(source.words)
        self.themes = tuple(source.themes)
        self.mapping = {text.casefold(): code for text, code in source.mapping.items()}
        self._names = dict(_names())
        whole = sorted((re.escape(name) for name in self._names), key=len, reverse=True)
        long_ones = [name for name in whole if len(name) >= _SHORTEST_NAME]
        self._about: dict[str, bool] = {}
        self._pattern = re.compile(rf"\b({'|'.join(long_ones)})\b") if long_ones else None

    def themes_of(self, item: Upstream) -> list[str]:
        """Codes of themes: named by the source, mapped, or found in title and subjects."""
        if given := item.values.get("themes"):
            return list(given)
        subjects = [each.casefold().strip() for each in item.values.get("subjects", [])]
        found = [self.mapping.get(each) or self._names.get(each) for each in subjects]
        if not any(found) and self._pattern:
            text = " \n".join([*item.values.get("title", []), *subjects]).casefold()
            found = [self._names[name] for name in self._pattern.findall(text)]
        return list(dict.fromkeys(code for code in found if code))[:_MOST_THEMES]

    def look_at(self, items: Iterable[Upstream]) -> None:
        """Find out what items are about whose themes nobody named: by what is similar here.

        It only decides what is taken: nothing gets a theme without a person. Some 50 ms an item, so
        that it is asked outside of transactions.
        """
        self._about = {}
        for item in items if self.themes else ():
            if item.is_deleted or item.fault or self._is_chosen(self.themes_of(item)):
                continue
            row = item.row
            language = row.one("language").lower()
            known = language if len(language) == 2 else self.language
            found = proposals_for(row.one("title"), row.one("summary")[:2000], known).themes
            self._about[item.key] = self._is_chosen(found[:_MOST_PROPOSED])

    def _is_chosen(self, codes: Iterable[str]) -> bool:
        return any(_is_within(code, self.themes) for code in codes)

    def takes(self, item: Upstream, themes: Iterable[str]) -> bool:
        """Whether it passes the filter: one of the words, and one of the themes."""
        if self.themes and not self._is_chosen(themes) and not self._about.get(item.key):
            return False
        if not self.words:
            return True
        names = ("title", "summary", "subjects")
        text = " ".join(" ".join(item.values.get(name, [])) for name in names).casefold()
        return any(re.search(rf"(?<!\w){re.escape(word)}", text) for word in self.words)


def word_list(text: str) -> list[str]:
    """Words and phrases, one a line or between commas."""
    found = (each.strip().casefold() for each in re.split(r"[\n,;،、]", text))
    return list(dict.fromkeys(each for each in found if each))[:200]


def _is_within(code: str, themes: Iterable[str]) -> bool:
    return any(code == each or code.startswith(f"{each}.") for each in themes)


def _names() -> Iterable[tuple[str, str]]:
    """Names of themes in every language, and their codes."""
    for entry in labels().scheme("TH"):
        for name in entry.preferred.values():
            for part in (name, *_AND.split(name)):
                yield part.casefold(), entry.code
        for names in entry.alternatives.values():
            for name in names:
                yield name.casefold(), entry.code
