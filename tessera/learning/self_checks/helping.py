"""What helps where one is not far yet: courses, records and people, by the themes of questions."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.models import Record
from tessera.learning.models import Course, Standing
from tessera.learning.outline import CourseOutline, outline
from tessera.learning.self_checks.asking import Asked
from tessera.network.directory.finding import Question, find_people
from tessera.network.seeing import SeenPerson, see_people
from tessera.vocabularies.labels import current_language, labels
from tessera.vocabularies.likeness import themes_around

_MOST_COURSES: Final = 100
_SHOWN: Final = 3
_RECORDS: Final = 5
#: Practices and approaches show how; guidelines say what.
_KINDS: Final = ("PRA", "APP", "GUI")
_LEARNING: Final = "LRN"
_OPEN: Final = {Standing.NOT_YET.value: 2, Standing.IN_PART.value: 1}


@dataclass(frozen=True)
class Help:
    """What helps, with the themes that it was chosen by (code and name, most needed first)."""

    themes: tuple[tuple[str, str], ...]
    courses: tuple[CourseOutline, ...]
    items: tuple[Card, ...]
    records: tuple[Card, ...]
    people: tuple[SeenPerson, ...]


def help_for(asked: Sequence[Asked], record: Record, viewer: Any) -> Help | None:
    """Recommendations for what is not there yet; none when all is, or nothing was answered."""
    weights: Counter[int] = Counter()
    for each in asked:
        if each.theme_id and each.chosen in _OPEN:
            weights[each.theme_id] += _OPEN[each.chosen]
    picture, language = labels(), current_language()
    chosen = [picture.concepts[pk] for pk, _n in weights.most_common() if pk in picture.concepts]
    if not chosen:
        return None
    around = themes_around(each.pk for each in chosen)
    return Help(
        themes=tuple((each.code, each.label(language)) for each in chosen[:5]),
        courses=tuple(_courses(around, language)),
        items=tuple(_records(around, record, language, kinds=(_LEARNING,), most=_SHOWN)),
        records=tuple(_records(around, record, language, kinds=_KINDS, most=_RECORDS)),
        people=tuple(_people([each.code for each in chosen], viewer)),
    )


def _courses(themes: Collection[int], language: str) -> list[CourseOutline]:
    """Courses about the themes, then those that show most records about them."""
    rows = Course.objects.public().order_by("-published_at", "-pk")[:_MOST_COURSES]
    courses = [outline(course, language) for course in rows]
    named = {each for course in courses for each in course.embedded}
    about = set(
        Record.objects.public()
        .filter(identifier__in=named, themes__in=list(themes))
        .values_list("identifier", flat=True)
    )
    wanted = set(themes)
    ranked = [
        (len(wanted & set(course.theme_keys)), len(about & set(course.embedded)), course)
        for course in courses
    ]
    ranked.sort(key=lambda each: (-each[0], -each[1]))
    return [course for named, count, course in ranked[:_SHOWN] if named or count]


def _records(
    themes: Iterable[int], record: Record, language: str, *, kinds: Sequence[str], most: int
) -> list[Card]:
    rows = (
        Record.objects.public()
        .filter(themes__in=list(themes), kind__in=kinds)
        .exclude(pk=record.pk)
        .order_by("-evidence_level__position", "-first_published_at", "-pk")
    )
    # A record with two of the themes comes twice.
    keys = list(dict.fromkeys(rows.values_list("identifier", flat=True)[: most * 4]))
    return cards(keys[:most], language)


def _people(codes: Sequence[str], viewer: Any) -> list[SeenPerson]:
    """People who are willing to answer questions about the themes, as the viewer sees them."""
    chosen = {"theme": frozenset(codes), "willing": frozenset({"peer"})}
    found = find_people(Question(chosen=chosen), viewer)
    people = see_people(found.keys[: _SHOWN * 2], viewer)
    return [each for each in people if not each.is_own][:_SHOWN]
