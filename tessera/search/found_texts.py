"""Cards that show the text in which a search found them, in whatever language it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.models import RecordText
from tessera.search.criteria import Criteria
from tessera.search.documents import index_documents
from tessera.search.engines.base import IndexDocument
from tessera.search.highlight import Segments, highlight, passage
from tessera.search.meaning.passages import passage_text
from tessera.search.meaning.store import Neighbour


def word_cards(identifiers: Sequence[str], criteria: Criteria) -> list[Card]:
    """Cards with the words of the query marked, in title and in the best passage."""
    found = cards(identifiers, criteria.language)
    if not criteria.query.wanted():
        return found
    marked = [_marked(card, criteria) for card in found]
    unmarked = [card.identifier for card in marked if not _has_mark(card)]
    if not unmarked:
        return marked
    others = _other_texts(unmarked)
    return [_in_other_language(card, others.get(card.identifier, ()), criteria) for card in marked]


def related_cards(near: Sequence[Neighbour], language: str) -> list[Card]:
    """Cards with the passage that is near: the reader's own, where there is one in it."""
    by_name = {each.identifier: each for each in near}
    documents = {each.identifier: each for each in index_documents(by_name)}
    return [
        _with_passage(card, by_name[card.identifier], documents.get(card.identifier), language)
        for card in cards(list(by_name), language)
    ]


def _marked(card: Card, criteria: Criteria) -> Card:
    words, language = criteria.marked, criteria.language
    return replace(
        card,
        title_segments=highlight(card.title, card.title_language, words, language),
        passage=passage(card.summary, card.summary_language, words, language)
        if card.summary
        else (),
    )


def _has_mark(card: Card) -> bool:
    return _is_marked(card.title_segments) or _is_marked(card.passage)


def _is_marked(segments: Segments) -> bool:
    return any(is_match for _text, is_match in segments)


def _other_texts(identifiers: Sequence[str]) -> Mapping[str, list[tuple[str, str, str]]]:
    """Identifier → language, title and summary of each text; one query."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    rows = RecordText.objects.filter(record__identifier__in=identifiers).values_list(
        "record__identifier", "language", "title", "summary"
    )
    for identifier, language, title, summary in rows:
        found.setdefault(identifier, []).append((language, title, summary))
    return found


def _in_other_language(
    card: Card, texts: Sequence[tuple[str, str, str]], criteria: Criteria
) -> Card:
    for language, title, summary in texts:
        if language in (card.title_language, card.summary_language):
            continue
        shown = passage(summary or title, language, criteria.marked, criteria.language, title)
        if _is_marked(shown):
            return replace(card, passage=shown, found_in=language)
    return card


def _with_passage(
    card: Card, near: Neighbour, document: IndexDocument | None, language: str
) -> Card:
    own = document and document.texts.get(language)
    if document is None or (own and own.title and near.language != language):
        return card
    text = passage_text(document.texts, near.language, near.number)
    found_in = near.language if near.language != language else ""
    if not text:
        return replace(card, found_in=found_in if found_in == card.summary_language else "")
    return replace(
        card,
        passage=((text, False),),
        summary_language=near.language,
        found_in=found_in,
    )
