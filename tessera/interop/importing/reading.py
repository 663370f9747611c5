"""Formats by name, and the one way to read a file of any of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tessera.interop.importing import bibtex, dois, json_texts, ris, tessera_dumps
from tessera.interop.importing.rows import FileFaultError, SourceRow
from tessera.interop.importing.tables import table_rows

MOST_ROWS: Final = 200_000
MOST_BYTES: Final = 200_000_000


@dataclass(frozen=True)
class Format:
    """A format that can be imported; ``endings`` are those of its files' names."""

    name: str
    endings: tuple[str, ...]
    rows: Callable[[Path, str], Iterator[SourceRow]] | None = None
    #: Whether its files may be in other encodings than UTF-8.
    is_text: bool = True

    @property
    def is_table(self) -> bool:
        """Whether its columns have to be mapped."""
        return self.rows is None


FORMATS: Final[dict[str, Format]] = {
    "csv": Format("CSV", (".csv", ".tsv")),
    "xlsx": Format("XLSX", (".xlsx",), is_text=False),
    "ris": Format("RIS", (".ris",), ris.rows),
    "bibtex": Format("BibTeX", (".bib", ".bibtex"), bibtex.rows),
    "tessera": Format(
        "Tessera (JSON Lines)",
        (".tessera.jsonl", "records.jsonl", ".jsonl.gz"),
        tessera_dumps.rows,
        is_text=False,
    ),
    "csl": Format("CSL-JSON", (".json", ".jsonl"), json_texts.csl_rows),
    "jsonld": Format("JSON-LD", (".jsonld", ".html", ".htm"), json_texts.jsonld_rows),
    "doi": Format("DOI", (".txt", ".doi"), dois.rows),
}


def format_of(name: str) -> str:
    """The code of a file's format by its name; empty when its ending tells nothing."""
    lowered = name.lower()
    found = (code for code, form in FORMATS.items() if lowered.endswith(form.endings))
    return next(found, "")


def source_rows(
    path: Path, form: str, encoding: str, mapping: Mapping[str, str]
) -> Iterator[SourceRow]:
    """The rows of a file, at most 200,000.

    Raises:
        FileFaultError: while reading, when the file as a whole cannot be.
    """
    known = FORMATS[form]
    rows = known.rows(path, encoding) if known.rows else table_rows(path, form, encoding, mapping)
    for row in rows:
        if row.number > MOST_ROWS:
            raise FileFaultError("many-rows", most=MOST_ROWS)
        yield row
