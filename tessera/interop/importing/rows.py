"""What every format is read into, and what may be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.lib.errors import TesseraError

#: The fields that a row may fill, each with its name for people.
FIELDS: Final[dict[str, str | Promise]] = {
    "title": _("Title"),
    "summary": _("Summary"),
    "language": _("Language"),
    "kind": _("Kind"),
    "type": _("Type of publication"),
    "issued": _("Date of issue"),
    "authors": _("Authors"),
    "publisher": _("Publisher"),
    "url": _("Web address"),
    "doi": _("DOI"),
    "isbn": _("ISBN"),
    "container": _("Journal or book"),
    "volume": _("Volume"),
    "pages": _("Pages"),
    "themes": _("Themes"),
    "target_groups": _("Target groups"),
    "places": _("Places"),
    "licence": _("Licence"),
    "key": _("Identifier at its source"),
}
#: Fields with several values.
MANY: Final = frozenset({"authors", "themes", "target_groups", "places"})
LONGEST_VALUE: Final = 60_000
#: Cut, two identifiers could become the same.
LONGEST_KEY: Final = 1000


@dataclass(frozen=True)
class SourceRow:
    """One reference as its file has it; ``fault`` is a code of ``ROW_SENTENCES``, or empty.

    ``texts`` are those of a Tessera, in all languages.
    """

    number: int
    values: Mapping[str, list[str]] = field(default_factory=dict)
    fault: str = ""
    texts: tuple[Mapping[str, str], ...] = ()

    def one(self, name: str) -> str:
        """The first value of a field, in one line; empty when there is none."""
        found = self.values.get(name) or [""]
        return " ".join(found[0].split())

    def many(self, name: str) -> list[str]:
        """All values of a field."""
        found = (" ".join(each.split()) for each in self.values.get(name, []))
        return [each for each in found if each]


#: What is wrong with one row, or was left out of it.
ROW_SENTENCES: Final[dict[str, str | Promise]] = {
    "no-title": _("There is no title."),
    "formula": _("A cell begins like a formula: %(value)s"),
    "too-long": _("A text is longer than any record’s."),
    "long-key": _("An identifier is longer than 1,000 characters: %(value)s"),
    "bad-language": _("This is no language: %(value)s"),
    "bad-kind": _("This is no kind of record: %(value)s"),
    "unreadable": _("This entry cannot be read."),
    "not-found": _("Nobody registered this DOI, or its registry does not answer: %(value)s"),
    "shortened": _("A text was shortened to what a record can hold."),
    "bad-date": _("A date was not understood and left out: %(value)s"),
    "bad-doi": _("This is no DOI and was left out: %(value)s"),
    "bad-address": _("This is no web address and was left out: %(value)s"),
    "unknown-theme": _("There is no such theme: %(value)s"),
    "unknown-group": _("There is no such target group: %(value)s"),
    "unknown-place": _("There is no such place: %(value)s"),
    "unknown-licence": _("There is no such licence: %(value)s"),
}
#: Those that keep a row out; the others are notes.
REFUSING: Final = frozenset({
    "no-title", "formula", "too-long", "long-key", "bad-language", "bad-kind", "unreadable",
    "not-found",
})  # fmt: skip

#: Why imports and harvests end early.
FETCH_SENTENCES: Final[dict[str, str | Promise]] = {
    "address": _("The address is not one that we may open, or it leads to one: %(address)s"),
    "unreachable": _("The source cannot be reached, or stops in the middle: %(address)s"),
    "too-large": _("An answer of the source is larger than we read: %(address)s"),
    "redirects": _("The address leads from one to the next without end: %(address)s"),
    "busy": _("The source is too busy, or asks to be left alone: %(address)s"),
    "status": _("The source answered with an error (%(status)s): %(address)s"),
    "bad-json": _("The source sent JSON that cannot be read: %(address)s"),
    "loop": _("The source’s list goes round in circles and was left."),
    "too-long": _("The source’s list is longer than we follow in one run."),
    "internal": _("The run met an error of this site. Its log says more."),
}

#: Why a whole file was refused.
FILE_SENTENCES: Final[dict[str, str | Promise]] = {
    **FETCH_SENTENCES,
    "nothing-there": _(
        "At this address is no file that we read, and no work in JSON-LD: %(address)s"
    ),
    "empty": _("The file has no rows."),
    "encoding": _("Line %(line)s is not in the encoding %(encoding)s. Choose another one."),
    "many-columns": _("The file has %(count)s columns; 200 are read at most."),
    "long-field": _("Line %(line)s holds a field of more than %(most)s characters."),
    "long-entry": _("The entry at line %(line)s is longer than a reference can be, or never ends."),
    "many-rows": _("The file has more than %(most)s rows. Divide it."),
    "not-xlsx": _("This is no workbook (XLSX), or it is damaged."),
    "bomb": _("Unpacked, the workbook would be too large."),
    "bad-gzip": _("The packed file is damaged, or too large once it is unpacked."),
    "not-json": _("This is no JSON: line %(line)s, column %(column)s."),
    "no-list": _("The file holds no list of references."),
    "no-mapping": _("No column is the title. Say which one is."),
    "gone": _("The file is no longer there."),
}


class FileFaultError(TesseraError):
    """A file that cannot be imported; ``code`` is one of ``FILE_SENTENCES``."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(str(FILE_SENTENCES[code]) % values)
        self.code = code
        self.values = values
