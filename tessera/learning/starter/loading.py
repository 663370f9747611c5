"""Adding the courses of the starter collection, once."""

import json

from django.db import transaction

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.learning.actions import publish_course
from tessera.learning.models import (
    Course,
    CourseText,
    LearningPath,
    Module,
    ModuleText,
    PathText,
    Question,
    QuestionText,
    Unit,
    UnitText,
)
from tessera.learning.self_checks.writing import Written, save_check
from tessera.learning.starter.reading import DATA, CourseFiles, UnitRead, read_courses
from tessera.network.models import TextStatus
from tessera.vocabularies.models import Concept


def load_starter_courses() -> int:
    """Load what is missing; how many courses were added. What is there is left alone."""
    known = set(Course.objects.values_list("identifier", flat=True))
    missing = [each for each in read_courses() if each.values["identifier"] not in known]
    for each in missing:
        with transaction.atomic():
            _add(each)
    return len(missing) + _load_paths() + _load_self_checks()


def _load_paths() -> int:
    entries = json.loads((DATA / "paths.json").read_text("utf-8"))
    known = set(LearningPath.objects.values_list("identifier", flat=True))
    missing = [each for each in entries if each["identifier"] not in known]
    for each in missing:
        with transaction.atomic():
            path = LearningPath.objects.create(
                identifier=each["identifier"], steps=each["steps"], state="PUBLIC"
            )
            for language, text in each["texts"].items():
                status = _status(language, "en")
                PathText.objects.create(path=path, language=language, status=status, **text)
    return len(missing)


def _load_self_checks() -> int:
    """Self-checks of guidelines that have none; how many were added."""
    added = 0
    for each in json.loads((DATA / "self_checks.json").read_text("utf-8")):
        record = Record.objects.public().filter(identifier=each["guideline"]).first()
        if record is None or record.check_items.exists():
            continue
        codes = [item["theme"] for item in each["items"]]
        themes = dict(
            Concept.objects.filter(scheme__code="TH", code__in=codes).values_list("code", "pk")
        )
        keys: list[int | None] = [None] * len(codes)
        for language in ("en", "fr", "ar"):
            rows = [
                Written(pk, themes.get(item["theme"]), *item[language])
                for pk, item in zip(keys, each["items"], strict=True)
            ]
            made = save_check(
                record, rows, language=language, by=SYSTEM, status=_status(language, "en")
            )
            keys = [item.pk for item in made]
        added += 1
    return added


def _status(language: str, original: str) -> str:
    return TextStatus.ORIGINAL if language == original else TextStatus.MACHINE


def _add(files: CourseFiles) -> None:
    values, words = files.values, files.words
    original = values["languages"][0]
    course = Course.objects.create(
        identifier=values["identifier"], level=values["level"], original_language=original
    )
    course.audiences.set(Concept.objects.filter(scheme__code="SH", code__in=values["audiences"]))
    course.themes.set(Concept.objects.filter(scheme__code="TH", code__in=values["themes"]))
    for language, read in words.items():
        CourseText.objects.create(
            course=course,
            language=language,
            status=_status(language, original),
            title=read.title,
            summary=read.summary,
            objectives="\n".join(read.objectives),
        )
    for position, first in enumerate(words[original].modules):
        module = Module.objects.create(course=course, position=position)
        for language, read in words.items():
            ModuleText.objects.create(
                module=module,
                language=language,
                status=_status(language, original),
                title=read.modules[position].title,
            )
        for place, unit in enumerate(first.units):
            by_language = {
                language: read.modules[position].units[place] for language, read in words.items()
            }
            _add_unit(module, place, unit, by_language, original)
    publish_course(course, by=SYSTEM)


def _add_unit(
    module: Module, position: int, first: UnitRead, words: dict[str, UnitRead], original: str
) -> None:
    unit = Unit.objects.create(
        module=module, position=position, key=first.key, kind=first.kind, minutes=first.minutes
    )
    for language, read in words.items():
        UnitText.objects.create(
            unit=unit,
            language=language,
            status=_status(language, original),
            title=read.title,
            body=read.body,
            guidance=read.guidance,
        )
    for number, asked in enumerate(first.questions):
        question = Question.objects.create(
            unit=unit, position=number, kind=asked.kind, right=asked.right
        )
        for language, read in words.items():
            text = read.questions[number]
            QuestionText.objects.create(
                question=question,
                language=language,
                status=_status(language, original),
                text=text.text,
                choices=text.choices,
                feedback=text.feedback,
                accepted=text.accepted,
                explanation=text.explanation,
            )
