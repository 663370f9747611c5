"""Questions of the offline template, and answers in words: labels become codes again."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tessera.lib.languages import language_choices
from tessera.network.models import KnownOrNot
from tessera.review.contributing.question_fields import concepts_by_code, make_field, places_by_code
from tessera.review.contributing.questions import Question, questions_of
from tessera.vocabularies.labels import current_language

#: Forms of questions that a template asks; lists of rows are asked on the page.
_ASKED: Final = frozenset(
    {
        "line", "text", "organization", "url", "email", "edtf", "number", "decimal", "date",
        "check", "options", "choice", "choices", "place", "places", "language", "languages",
    }
)  # fmt: skip
_MANY: Final = frozenset({"choices", "places", "languages"})
_YES: Final = frozenset(
    {"yes", "x", "1", "true", "on", "oui", "sí", "si", "نعم", "да", "是", "evet"}
)


def asked(kind: str) -> list[Question]:
    """The questions of a kind's template, in the order of the full form."""
    return [each for each in questions_of(kind).values() if each.form in _ASKED]


def help_for(question: Question) -> str:
    """What to write, in a sentence or two."""
    parts = [str(question.hint)] if question.hint else []
    if question.form in _MANY:
        parts.append(_("Several are parted by semicolons."))
    elif question.form == "date":
        parts.append(_("As 2024-05-31."))
    elif question.form == "check":
        parts.append(_("Write “yes”, or leave it empty."))
    return " ".join(parts)


def choices_of(question: Question) -> list[tuple[str, str]]:
    """Codes and labels that may be answered, in the present language; empty for free text."""
    form = question.form
    if form in {"choice", "choices"}:
        return list(_flat(concepts_by_code(question.scheme)))
    if form in {"place", "places"}:
        return list(_flat(places_by_code(question.scheme)))
    if form in {"language", "languages"}:
        return list(language_choices(current_language()))
    if form == "options":
        return [(str(code), str(label)) for code, label in KnownOrNot.choices]
    return []


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, str]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(code), str(label)


def read_answer(question: Question, typed: str) -> tuple[Any, str]:
    """The value that is kept, and what is wrong with it in words; empty when nothing is."""
    if question.form == "check":
        return ("on" if typed.casefold() in _YES else ""), ""
    known = choices_of(question)
    if known:
        return _coded(question, typed, known)
    try:
        make_field(question).clean(typed)
    except ValidationError as error:
        return typed, " ".join(str(message) for message in error.messages)
    return typed, ""


def _coded(question: Question, typed: str, known: list[tuple[str, str]]) -> tuple[Any, str]:
    codes = {code.casefold(): code for code, _label in known}
    for code, label in known:
        codes.setdefault(_plain(label), code)
    words = re.split(r"[;؛；\n]", typed) if question.form in _MANY else [typed]
    named = [word.strip() for word in words if word.strip()]
    found = [codes.get(word.casefold()) or codes.get(_plain(word)) for word in named]
    unknown = [word for word, code in zip(named, found, strict=True) if code is None]
    wrong = ""
    if unknown:
        wrong = _("Not in the list: %(words)s.") % {"words": "; ".join(unknown)[:200]}
    kept = list(dict.fromkeys(code for code in found if code))
    if question.form in _MANY:
        return kept, wrong
    return (kept[0] if kept else ""), wrong


def _plain(label: str | Promise) -> str:
    return slugify(str(label), allow_unicode=True)
