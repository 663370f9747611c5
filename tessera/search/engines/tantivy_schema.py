"""The fields of the embedded index, and a document as the engine takes it.

Texts come as terms joined by spaces (``documents.py``), so that the engine only splits them: no
text is stored, pages are read from the database. Facets are raw strings: a term for filters, and
columns ("fast fields") for counting, which was measured as fast as counting numbers and needs no
table to read them back. A column with exactly one value a document is counted some twenty times as
fast as one with several. So the codes of a document stand in several columns of one value each,
one after the other, and only those beyond in a column of several (``MORE_CODES``).

A trap: ``delete_documents_by_term`` silently deletes nothing on an unsigned field. The identifier
is a raw text field.
"""

from itertools import zip_longest
from typing import Final

from tantivy import Document, Schema, SchemaBuilder

from tessera.search.engines.base import IndexDocument
from tessera.search.engines.documents import FIELD_BOOSTS, analysed
from tessera.search.facet_names import FACETS, FACETS_BY_NAME

IDENTIFIER: Final = "identifier"
#: Plain words: of all but bodies (without those that are terms), of titles; these with accents.
WORDS: Final = "words"
TITLE_WORDS: Final = "title_words"
TITLE_FORMS: Final = "title_forms"
LANGUAGE: Final = "text_language"
YEAR: Final = "year"
TITLE_SORT: Final = "title_sort"
PUBLISHED_AT: Final = "published_at"
VERIFIED_AT: Final = "verified_at"
RANK: Final = "rank"
#: Multiplies the relevance.
WEIGHT: Final = "weight"
REVISION: Final = "revision"
#: What stands in a column of one value where a document has none.
NO_CODE: Final = ""
#: The column of what is beyond the others' columns: ``theme:HOU``.
MORE_CODES: Final = "more_codes"
_QUALITY_SHARE: Final = 0.5
#: How many codes of a facet have a column of one value: as many as few documents exceed.
_COLUMNS: Final = {
    "theme": 7, "target": 5, "country": 3, "region": 6, "language": 2, "level": 3, "population": 2,
}  # fmt: skip

_LONG: Final = frozenset(facet.name for facet in FACETS if facet.is_long)


def facet_field(facet: str) -> str:
    """The terms by which a facet is filtered, the years among them."""
    return YEAR if facet == YEAR else f"facet_{facet}"


def counted_fields(facet: str) -> tuple[str, ...]:
    """The columns in which a facet is counted: its counts are the sums of theirs.

    What some documents have beyond them stands in ``MORE_CODES``. A facet of thousands of codes,
    of which only the most frequent are counted, has all codes in one column, to be cut there.
    """
    return tuple(f"{facet}_{number}" for number in range(1, _COLUMNS.get(facet, 1) + 1))


def build_schema() -> Schema:
    """All fields. Whoever changes them raises ``generations.SCHEMA_VERSION``."""
    builder = SchemaBuilder()
    builder.add_text_field(IDENTIFIER, stored=True, tokenizer_name="raw", index_option="basic")
    for name in FIELD_BOOSTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (WORDS, TITLE_WORDS, TITLE_FORMS, LANGUAGE):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for facet in FACETS_BY_NAME:
        builder.add_text_field(facet_field(facet), tokenizer_name="raw", index_option="basic")
    for facet in (*FACETS_BY_NAME, YEAR):
        for name in counted_fields(facet):
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(MORE_CODES, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TITLE_SORT, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(YEAR, fast=True, indexed=True)
    for name in (PUBLISHED_AT, VERIFIED_AT, RANK, REVISION):
        builder.add_integer_field(name, fast=True)
    builder.add_float_field(WEIGHT, fast=True)
    return builder.build()


def build_document(source: IndexDocument) -> Document:
    """The document as it is added."""
    terms = analysed(source)
    document = Document()
    document.add_text(IDENTIFIER, source.identifier)
    for name, texts in terms.fields.items():
        for text in texts:  # One value a language: the engine leaves a gap, phrases end there.
            document.add_text(name, text)
    document.add_text(WORDS, terms.words)
    document.add_text(TITLE_WORDS, terms.title_words)
    document.add_text(TITLE_FORMS, terms.title_forms)
    document.add_text(LANGUAGE, terms.languages)
    years = () if source.year is None else (str(source.year),)
    for facet, codes in terms.facets.items():
        for code in codes:
            document.add_text(facet_field(facet), code)
        _add_counted(document, facet, codes)
    _add_counted(document, YEAR, years)
    document.add_text(TITLE_SORT, terms.title_sort)
    if source.year is not None:
        document.add_integer(YEAR, source.year)
    document.add_integer(PUBLISHED_AT, source.published_at)
    document.add_integer(VERIFIED_AT, source.verified_at)
    document.add_integer(RANK, terms.rank)
    document.add_integer(REVISION, source.revision)
    document.add_float(WEIGHT, 1.0 + _QUALITY_SHARE * source.quality)
    return document


def _add_counted(document: Document, facet: str, codes: tuple[str, ...]) -> None:
    columns = counted_fields(facet)
    if facet in _LONG:
        columns *= len(codes)
    for column, code in zip_longest(columns, codes[: len(columns)], fillvalue=NO_CODE):
        document.add_text(column, code)
    for code in codes[len(columns) :]:
        document.add_text(MORE_CODES, f"{facet}:{code}")
