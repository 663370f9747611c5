"""Listings as a reader sees them: with the person or organization, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.exchange.models import Listing
from tessera.lib.languages import language_name
from tessera.network.names import organization_names
from tessera.vocabularies.labels import current_language, labels


@dataclass(frozen=True)
class ListingCard:
    """A listing of which the reader may know; ``organization`` is a name, or empty."""

    listing: Listing
    kind: str
    themes: tuple[str, ...]
    place: str
    languages: tuple[str, ...]
    organization: str


def listing_cards(listings: Sequence[Listing]) -> list[ListingCard]:
    """Cards of listings that were fetched with person, organization and themes. One query."""
    picture, language = labels(), current_language()
    names = organization_names(
        [each.organization.identifier for each in listings if each.organization], language
    )
    return [
        ListingCard(
            listing=each,
            kind=picture.of(each.kind_id, language),
            themes=tuple(picture.of(theme.pk, language) for theme in each.themes.all()),
            place=picture.place(each.place_id, language),
            languages=tuple(language_name(tag, language) for tag in each.languages),
            organization=names.get(each.organization.identifier, "") if each.organization else "",
        )
        for each in listings
    ]
