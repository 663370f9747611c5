"""What every export says of a record or organization: one plain description, many formats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import override

from tessera.catalogue.cards import Card
from tessera.catalogue.gathering import linked_ids
from tessera.catalogue.models import AcademicResource, PolicyResource, Practice, Record
from tessera.lib.languages import html_tag
from tessera.lib.orcid import orcid_address
from tessera.lib.texts import best_text
from tessera.network.models import Organization
from tessera.vocabularies.labels import ConceptEntry, PlaceEntry, labels


@dataclass(frozen=True)
class Agent:
    """A creator or publisher; a person's name is “Family, Given”."""

    name: str
    is_person: bool = False
    orcid: str = ""
    url: str = ""


@dataclass(frozen=True)
class Text:
    """Title and summary in one language, and how they came to be."""

    language: str
    title: str
    summary: str
    status: str


@dataclass(frozen=True)
class Place:
    """A country or city with its English name."""

    code: str
    name: str
    kind: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Description:
    """A record in the words of Dublin Core; ``type`` is the kind's code."""

    identifier: str
    uri: str
    page: str
    type: str
    subtype: str
    language: str
    source_language: str
    original_title: str
    texts: tuple[Text, ...]
    creators: tuple[Agent, ...] = ()
    publisher: Agent | None = None
    issued: str = ""
    year: int | None = None
    source: str = ""
    container: str = ""
    volume: str = ""
    pages: str = ""
    number: str = ""
    #: The resource's own, else the one that this site gave to the record.
    doi: str = ""
    #: The one that this site gave to the record.
    record_doi: str = ""
    isbn: str = ""
    themes: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    evidence: str = ""
    lane: str = ""
    licence: str = ""
    published: date | None = None
    modified: date | None = None
    relations: tuple[tuple[str, str], ...] = ()
    #: The site that answers for it, when that is another one; then ``uri`` is its address there.
    home: str = ""

    def text(self, language: str = "en") -> Text:
        """The text in a language, or the best other one."""
        found = best_text(self.texts, language, self.language)
        assert found is not None, "a published record has a text"
        return found

    @property
    def title_language(self) -> str:
        """The language of ``title``."""
        return self.source_language if self.original_title else html_tag(self.text().language)

    @property
    def title(self) -> str:
        """The title to cite by: the resource's own where it is known."""
        return self.original_title or self.text().title


#: Where DOIs lead from.
DOI_ADDRESS: Final = "https://doi.org/"
#: How a record stands to the one that took its place; the other way it is *supersedes*.
SUPERSEDED_BY: Final = "superseded_by"


def uri_of(identifier: str) -> str:
    """The permanent address of an identifier on this host."""
    return f"{settings.BASE_URL}/id/{identifier}"


def permanent_address(card: Card) -> str:
    """Where what a card shows will always be found: at its home, when that is another site."""
    return card.home or uri_of(card.identifier)


def origin_of(address: str) -> str:
    """Scheme, host and port of an address; empty when there is none."""
    if not address:
        return ""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def describe_record(record: Record) -> Description:
    """A record's description in English labels. About twelve queries, none if it was gathered."""
    record = record.specific
    identifiers = {each.scheme.lower(): each.value for each in record.identifiers.all()}
    with override("en"):
        page = settings.BASE_URL + record.get_absolute_url()
    themes = _concepts(record, "themes")
    return Description(
        identifier=record.identifier,
        uri=record.home or uri_of(record.identifier),
        home=origin_of(record.home),
        page=page,
        type=record.kind,
        subtype=_subtype(record),
        language=html_tag(record.original_language),
        source_language=html_tag(record.source_language),
        original_title=record.original_title,
        texts=tuple(
            Text(text.language, text.title, text.summary, text.status)
            for text in record.texts.all()
        ),
        creators=tuple(
            Agent(
                creator.name,
                "," in creator.name and not creator.is_body,
                orcid_address(creator.orcid),
            )
            for creator in record.creators.all()
        ),
        publisher=_publisher(record),
        issued=record.main_date(),
        year=record.year,
        source=record.source_url,
        number=record.official_number if isinstance(record, PolicyResource) else "",
        **_container(record),
        doi=identifiers.get("doi") or record.doi,
        record_doi=record.doi,
        isbn=identifiers.get("isbn", ""),
        themes=tuple(entry.code for entry in themes),
        subjects=tuple(entry.label("en") for entry in themes),
        target_groups=_codes(record, "target_groups"),
        levels=_codes(record, "levels"),
        places=tuple(
            Place(entry.code, entry.label("en"), entry.kind, entry.latitude, entry.longitude)
            for entry in _places(record)
        ),
        evidence=_code(record.evidence_level_id),
        lane=record.lane,
        licence=_code(record.licence_id),
        published=record.first_published_at.date() if record.first_published_at else None,
        modified=record.last_published_at.date() if record.last_published_at else None,
        relations=tuple(
            (_code(relation.kind_id), relation.target.identifier)
            for relation in record.relations.select_related("target")
            if relation.target.live
        )
        + (((SUPERSEDED_BY, record.replaced_by),) if record.is_superseded else ()),
    )


def _codes(record: Record, name: str) -> tuple[str, ...]:
    return tuple(entry.code for entry in _concepts(record, name))


def _concepts(record: Record, name: str) -> list[ConceptEntry]:
    """The concepts that a record is tagged with, in the order of their scheme."""
    known = labels().concepts
    entries = [known[key] for key in linked_ids(record, name) if key in known]
    return sorted(entries, key=lambda entry: (entry.position, entry.code))


def _places(record: Record) -> list[PlaceEntry]:
    known = labels().places
    entries = [known[key] for key in linked_ids(record, "places") if key in known]
    return sorted(entries, key=lambda entry: entry.code)


def _code(concept_id: int | None) -> str:
    entry = labels().concepts.get(concept_id or 0)
    return entry.code if entry else ""


def _subtype(record: Record) -> str:
    for name in (
        "publication_type_id",
        "guideline_kind_id",
        "instrument_id",
        "learning_kind_id",
    ):
        if not isinstance(record, Practice) and getattr(record, name, None):
            return _code(getattr(record, name))
    return ""


def _container(record: Record) -> dict[str, str]:
    if not isinstance(record, AcademicResource):
        return {}
    return {"container": record.container, "volume": record.volume, "pages": record.pages}


def _publisher(record: Record) -> Agent | None:
    organization = record.publisher
    if not organization:
        parties = record.parties.select_related("organization")
        organization = next(
            (party.organization for party in parties if _code(party.role_id) == "LEAD"), None
        )
    return (
        Agent(str(organization), url=uri_of(organization.identifier))
        if organization and organization.live
        else None
    )


@dataclass(frozen=True)
class OrganizationDescription:
    """An organization for exports."""

    identifier: str
    uri: str
    page: str
    type: str
    language: str
    texts: tuple[Text, ...]
    acronym: str
    website: str
    founded: int | None
    country: str
    city: str
    ror: str
    wikidata: str
    themes: tuple[str, ...]
    parent: str
    modified: date | None

    def text(self, language: str = "en") -> Text:
        """The text in a language, or the best other one."""
        found = best_text(self.texts, language, self.language)
        assert found is not None, "a published organization has a text"
        return found


def describe_organization(
    organization: Organization, *, themes: Sequence[str] | None = None
) -> OrganizationDescription:
    """An organization's description. About four queries; a list brings the codes of ``themes``."""
    if themes is None:
        themes = list(organization.themes.values_list("code", flat=True))
    picture = labels()
    with override("en"):
        page = settings.BASE_URL + organization.get_absolute_url()
    country = picture.places.get(organization.country_id or 0)
    parent: Any = organization.parent
    return OrganizationDescription(
        identifier=organization.identifier,
        uri=uri_of(organization.identifier),
        page=page,
        type=_code(organization.org_type_id),
        language=html_tag(organization.original_language),
        texts=tuple(
            Text(text.language, text.name, text.what_it_does, text.status)
            for text in organization.texts.all()
        ),
        acronym=organization.acronym,
        website=organization.website,
        founded=organization.founded_year,
        country=country.code if country else "",
        city=picture.place(organization.city_id, "en"),
        ror=organization.ror,
        wikidata=organization.wikidata,
        themes=tuple(themes),
        parent=parent.identifier if parent and parent.live else "",
        modified=organization.last_published_at.date() if organization.last_published_at else None,
    )
