"""What a row or an item says, in the reader's words: names of fields, and labels for codes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.interop.importing.rows import FIELDS
from tessera.lib.languages import language_name
from tessera.vocabularies.labels import current_language, labels

_SCHEMES: Final = {
    "kind": "RT", "type": "AT", "themes": "TH", "target_groups": "TG", "licence": "LI",
}  # fmt: skip
#: What sources say beside the fields of a record; mappings of subjects are written by it.
_SHOWN: Final[Mapping[str, str | Promise]] = {**FIELDS, "subjects": _("Subjects at the source")}


def facts_of(values: Mapping[str, Sequence[str]], most: int = 300) -> Iterable[tuple[str, str]]:
    """Name of the field and what is in it, but the title. No query."""
    for name, each in values.items():
        if name in _SHOWN and name != "title" and each:
            yield str(_SHOWN[name]), in_words(name, each)[:most]


def in_words(name: str, values: Sequence[str]) -> str:
    """The values of a field, with labels where they are codes."""
    return "; ".join(_in_words(name, value) for value in values)


def _in_words(name: str, value: str) -> str:
    language, picture = current_language(), labels()
    if scheme := _SCHEMES.get(name):
        concept = picture.concept(scheme, value)
        return concept.label(language) if concept else value
    if name == "places":
        place = picture.by_place_code.get(value)
        return place.label(language) if place else value
    return language_name(value, language) if name == "language" else value
