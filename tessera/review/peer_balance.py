"""How balanced the roster is: by theme, region, language, basis and seat."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from tessera.lib.languages import language_name
from tessera.review.models import Assignment, Reviewer
from tessera.vocabularies.labels import current_language, labels


@dataclass(frozen=True)
class Share:
    """A value with how many reviewers stand for it."""

    label: str
    count: int


@dataclass(frozen=True)
class Balance:
    """The roster in numbers; nobody is named."""

    total: int
    internal: int
    practitioners: int
    lived_experience: int
    open_assignments: int
    themes: tuple[Share, ...]
    countries: tuple[Share, ...]
    languages: tuple[Share, ...]
    basis: tuple[Share, ...]
    uncovered_themes: tuple[str, ...]


def balance() -> Balance:
    """Count everybody whose term runs. Two queries."""
    active = list(
        Reviewer.objects.filter(
            state=Reviewer.State.ACTIVE, term_until__gte=timezone.localdate()
        ).only("themes", "languages", "basis", "country", "is_internal")
    )
    picture, language = labels(), current_language()

    def shares(counted: Counter[str], names: dict[str, str]) -> tuple[Share, ...]:
        return tuple(Share(names.get(code, code), count) for code, count in counted.most_common())

    def names(scheme: str) -> dict[str, str]:
        return {each.code: each.label(language) for each in picture.scheme(scheme)}

    themes = Counter(code for each in active for code in each.themes)
    spoken = Counter(code for each in active for code in each.languages)
    places = {code: each.label(language) for code, each in picture.by_place_code.items()}
    return Balance(
        total=len(active),
        internal=sum(each.is_internal for each in active),
        practitioners=sum(each.is_practitioner for each in active),
        lived_experience=sum(each.has_lived_experience for each in active),
        open_assignments=Assignment.objects.filter(state__in=Assignment.OPEN).count(),
        themes=shares(themes, names("TH")),
        countries=shares(Counter(each.country for each in active), places),
        languages=shares(spoken, {code: language_name(code, language) for code in spoken}),
        basis=shares(Counter(code for each in active for code in each.basis), names("XB")),
        uncovered_themes=tuple(
            each.label(language)
            for each in picture.scheme("TH")
            if not each.broader and not each.is_deprecated and each.code not in themes
        ),
    )
