"""The fields of the embedded index, and a document as the engine takes it.

Texts come as terms joined by spaces (``documents.py``), so that the engine only splits them: no
text is stored, pages are read from the database. Facets are raw strings in columns ("fast fields"):
counting them was measured as fast as counting numbers, and needs no table to read them back.

A trap: ``delete_documents_by_term`` silently deletes nothing on an unsigned field. The identifier
is a raw text field.
"""

from typing import Final

from tantivy import Document, Schema, SchemaBuilder

from tessera.search.engines.base import IndexDocument
from tessera.search.engines.documents import FIELD_BOOSTS, analysed
from tessera.search.facet_names import FACETS_BY_NAME

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
_QUALITY_SHARE: Final = 0.5


def facet_field(facet: str) -> str:
    """The column of a facet, the years among them."""
    return YEAR if facet == YEAR else f"facet_{facet}"


def build_schema() -> Schema:
    """All fields. Whoever changes them raises ``generations.SCHEMA_VERSION``."""
    builder = SchemaBuilder()
    builder.add_text_field(IDENTIFIER, stored=True, tokenizer_name="raw", index_option="basic")
    for name in FIELD_BOOSTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (WORDS, TITLE_WORDS, TITLE_FORMS, LANGUAGE):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in FACETS_BY_NAME:
        builder.add_text_field(
            facet_field(name), fast=True, tokenizer_name="raw", index_option="basic"
        )
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
    for facet, codes in terms.facets.items():
        for code in codes:
            document.add_text(facet_field(facet), code)
    document.add_text(TITLE_SORT, terms.title_sort)
    if source.year is not None:
        document.add_integer(YEAR, source.year)
    document.add_integer(PUBLISHED_AT, source.published_at)
    document.add_integer(VERIFIED_AT, source.verified_at)
    document.add_integer(RANK, terms.rank)
    document.add_integer(REVISION, source.revision)
    document.add_float(WEIGHT, 1.0 + _QUALITY_SHARE * source.quality)
    return document
