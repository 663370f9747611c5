"""Highwire Press and Dublin Core ``meta`` tags, as Google Scholar and Zotero read them.

Source: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from collections.abc import Iterator

from tessera.interop.description import Description


def meta_tags(description: Description) -> list[tuple[str, str]]:
    """Pairs of name and content; repeated names are meant."""
    pairs = [*_highwire(description), *_dublin_core(description)]
    return [(name, content) for name, content in pairs if content]


def _highwire(description: Description) -> Iterator[tuple[str, str]]:
    yield "citation_title", description.title
    for agent in description.creators:
        yield "citation_author", agent.name
    yield "citation_publication_date", str(description.year or "")
    yield "citation_journal_title", description.container
    yield "citation_volume", description.volume
    yield "citation_doi", description.doi
    yield "citation_isbn", description.isbn
    yield "citation_publisher", description.publisher.name if description.publisher else ""
    yield "citation_language", description.source_language or description.language
    yield "citation_public_url", description.uri


def _dublin_core(description: Description) -> Iterator[tuple[str, str]]:
    yield "DC.title", description.text().title
    yield "DC.identifier", description.uri
    yield "DC.type", description.type
    yield "DC.date", description.issued
    yield "DC.source", description.source
    for subject in description.subjects:
        yield "DC.subject", subject
    for place in description.places:
        yield "DC.coverage", place.name
