"""What a draft may be about, beside its questions: each proposal is taken or refused by its author.

Refusals are kept with the draft, so that nothing is proposed twice; the record never has them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.extras import proposals_for
from tessera.review.models import Submission
from tessera.vocabularies.labels import current_language, labels

#: Field → the scheme of its codes.
SCHEMES: Final = {"themes": "TH", "target_groups": "TG"}
#: Where the draft keeps what was refused.
REFUSED: Final = "not_proposed"
_MOST_REFUSED: Final = 60


@dataclass(frozen=True)
class Proposal:
    """A code that could be added: ``value`` is what its buttons send."""

    value: str
    label: str


@dataclass(frozen=True)
class Proposed:
    """What is shown: groups of proposals, and records that say something similar."""

    themes: tuple[Proposal, ...]
    target_groups: tuple[Proposal, ...]
    similar: tuple[Card, ...]


def proposed_on(submission: Submission, names: Iterable[str]) -> Proposed | None:
    """For a page that asks these questions; nothing where there is no title, or nothing to say."""
    asked = SCHEMES.keys() & set(names)
    content = submission.content
    if not asked or not submission.title or not str(content.get("summary") or "").strip():
        return None
    found = proposals_for(submission.title, str(content["summary"]), submission.language)
    hidden = {*submission.not_same_as, *_refused(content)}
    similar = cards([name for name in found.records if name not in hidden])
    proposed = Proposed(
        themes=_open(content, "themes", found.themes) if "themes" in asked else (),
        target_groups=(
            _open(content, "target_groups", found.target_groups) if "target_groups" in asked else ()
        ),
        similar=tuple(similar) if "themes" in asked else (),
    )
    is_empty = not (proposed.themes or proposed.target_groups or proposed.similar)
    return None if is_empty else proposed


def _open(content: dict[str, Any], field: str, codes: Iterable[str]) -> tuple[Proposal, ...]:
    """What was neither chosen nor refused, in the words of the page."""
    done = {*_chosen(content, field), *_refused(content)}
    picture, language = labels(), current_language()
    return tuple(
        Proposal(f"{field}:{code}", entry.label(language))
        for code in codes
        if code not in done
        and f"{field}:{code}" not in done
        and (entry := picture.concept(SCHEMES[field], code))
        and not entry.is_deprecated
    )


def taken(content: dict[str, Any], value: str) -> dict[str, Any]:
    """The change that takes a proposal; none if it is no concept that can be chosen."""
    field, _colon, code = value.partition(":")
    entry = labels().concept(SCHEMES.get(field, ""), code)
    if entry is None or entry.is_deprecated:
        return {}
    return {field: list(dict.fromkeys([*_chosen(content, field), code]))}


def refused(content: dict[str, Any], value: str) -> dict[str, Any]:
    """The change that refuses a proposal, a code or a record."""
    known = [*_refused(content), value[:60]]
    return {REFUSED: list(dict.fromkeys(known))[-_MOST_REFUSED:]}


def _chosen(content: dict[str, Any], field: str) -> list[str]:
    kept = content.get(field)
    return [str(each) for each in kept] if isinstance(kept, list) else []


def _refused(content: dict[str, Any]) -> list[str]:
    return _chosen(content, REFUSED)
