"""What rooms above the catalogue show on a record's page, such as a decision note.

The catalogue knows neither the rooms nor what they say; a room adds its section when it starts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record

Finder = Callable[[str, str], Sequence[str]]

_sections: dict[str, Callable[[Record], SafeString]] = {}


def add_record_section(name: str, section: Callable[[Record], SafeString]) -> None:
    """Show what ``section`` makes of a public record; a second one of the name replaces it."""
    _sections[name] = section


_banners: dict[str, Callable[[Record], SafeString]] = {}


def add_record_banner(name: str, banner: Callable[[Record], SafeString]) -> None:
    """Say something above a public record, before anybody reads it; empty when all is well."""
    _banners[name] = banner


def record_banners(record: Record) -> SafeString:
    """All of them, in the order of their names."""
    parts = [_banners[name](record) for name in sorted(_banners)]
    return mark_safe("".join(parts))  # noqa: S308 - each part was rendered by a template


def record_sections(record: Record) -> SafeString:
    """All of them, in the order of their names."""
    parts = [_sections[name](record) for name in sorted(_sections)]
    return mark_safe("".join(parts))  # noqa: S308 - each part was rendered by a template


WordFinder = Callable[[Sequence[int]], Mapping[int, str]]
_words: dict[str, WordFinder] = {}


def add_record_words(name: str, finder: WordFinder) -> None:
    """Let search find records by words that a room keeps: key of a record → text."""
    _words[name] = finder


def record_words(keys: Sequence[int]) -> dict[int, str]:
    """All of them, of many records at once."""
    found: dict[int, str] = {}
    for name in sorted(_words):
        for key, text in _words[name](keys).items():
            found[key] = f"{found[key]}\n{text}" if key in found else text
    return found


_title_finders: list[Finder] = []


def find_titles_by(finder: Finder) -> None:
    """Let ``finder`` tell what has a title much like one in a language."""
    _title_finders[:] = [finder]


def identifiers_by_title(title: str, language: str) -> Sequence[str]:
    """The likest first; none when nobody can tell. What they name may no longer be public."""
    return _title_finders[0](title, language) if _title_finders else ()


_finders: list[Finder] = []


def find_near_by(finder: Finder) -> None:
    """Let ``finder`` tell which records are near in meaning to an identifier, for a language."""
    _finders[:] = [finder]


def near_identifiers(identifier: str, language: str) -> Sequence[str]:
    """The nearest first; none when nobody can tell."""
    return _finders[0](identifier, language) if _finders else ()


@dataclass(frozen=True)
class Proposals:
    """What a new text may be about: identifiers of records that say something similar, and codes of
    themes and target groups; each the likeliest first. Somebody has to agree to each.
    """

    records: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()


Proposer = Callable[[str, str, str], Proposals]
_proposers: list[Proposer] = []


def propose_by(proposer: Proposer) -> None:
    """Let ``proposer`` tell what a title and a summary in a language may be about."""
    _proposers[:] = [proposer]


def proposals_for(title: str, summary: str, language: str) -> Proposals:
    """None of anything when nobody can tell."""
    return _proposers[0](title, summary, language) if _proposers else Proposals()
