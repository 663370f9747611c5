"""From what was typed to a record (or an organization) that is not public yet.

The mapping follows the models: a typed field of the same name is read as the model's field reads
it. What it cannot read is left out here; the form has told the author, and ``content`` keeps it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from tessera.accounts.models import User
from tessera.catalogue.models import (
    KIND_MODELS,
    Creator,
    Evaluation,
    Outcome,
    Party,
    PolicyMapping,
    Record,
    RecordIdentifier,
    RecordLink,
    RecordText,
    Result,
)
from tessera.catalogue.panels import OWN_FIELDS
from tessera.network.models import Organization, OrganizationText
from tessera.review.models.submissions import ORGANIZATION, Submission
from tessera.vocabularies.fields import ConceptField, ConceptsField, PlaceField, PlacesField
from tessera.vocabularies.labels import labels
from tessera.vocabularies.models import Concept, Place

_COMMON = (
    "themes", "target_groups", "levels", "audiences", "stage", "places", "is_global", "source_url",
    "source_language", "original_title", "contact_mailbox", "licence", "submitter_relation",
    "issued", "period_start", "period_end", "cost_band", "evidence_level", "evidence_direction",
)  # fmt: skip
_ORGANIZATION = (
    "org_type", "acronym", "aliases", "country", "city", "levels", "themes", "services",
    "languages_of_work", "size_band", "founded_year", "migrant_led", "offers", "seeks", "website",
    "ror", "contact_mailbox",
)  # fmt: skip
ROW_MODELS: dict[str, type[models.Model]] = {
    "links": RecordLink,
    "identifiers": RecordIdentifier,
    "creators": Creator,
    "parties": Party,
    "outcomes": Outcome,
    "results": Result,
    "evaluations": Evaluation,
    "policy_mappings": PolicyMapping,
}


def keep_record(submission: Submission, *, user: User | None) -> None:
    """Make the submission's record, or bring it up to what was typed last; as a draft revision.

    A record that is public already stays as readers see it until an editor publishes the revision.
    """
    thing: Any
    if submission.kind == ORGANIZATION:
        thing = submission.organization or Organization(live=False)
        _fill_organization(thing, submission)
    else:
        model = KIND_MODELS[submission.kind]
        thing = submission.record.specific if submission.record else model(live=False)
        _fill_record(thing, submission)
    if not thing.live:
        thing.save()
    thing.save_revision(user=user, changed=True)
    if submission.kind == ORGANIZATION:
        submission.organization = thing
    else:
        submission.record = Record.objects.get(pk=thing.pk)
    submission.save(update_fields=["record", "organization"])


def _fill_record(record: Any, submission: Submission) -> None:
    content, language = submission.content, submission.language
    record.original_language = language
    for name in (*_COMMON, *OWN_FIELDS[submission.kind]):
        if name in content:
            _set(record, name, content[name])
    if lead := str(content.get("issuer") or ""):
        record.publisher = find_organization(lead)
    if provider := str(content.get("provider") or "").strip():
        record.publisher = find_organization(provider)
    record.texts = [
        *(each for each in record.texts.all() if each.language != language),
        _text(RecordText, record.texts.all(), content, language),
    ]
    for name, model in ROW_MODELS.items():
        rows = [dict(row) for row in content.get(name) or []]
        if name == "parties":
            rows = [*_lead(content), *rows]
        if name == "links":
            rows = [*_source(content, rows), *rows]
        if name == "creators" and not rows and provider and not record.publisher:
            rows = [{"name": provider}]
        if name == "creators" and not rows:
            rows = [
                {"name": line.strip()}
                for line in str(content.get("authors") or "").splitlines()
                if line.strip()
            ]
        if name in content or rows:
            made = [_row(model, row) for row in rows]
            setattr(record, name, [each for each in made if each is not None])


def _lead(content: Mapping[str, Any]) -> list[dict[str, str]]:
    lead = str(content.get("lead") or "").strip()
    return [{"name": lead, "role": "LEAD"}] if lead else []


def _source(content: Mapping[str, Any], links: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The address that was given as the source is among the links, which are asked every week."""
    address = str(content.get("source_url") or "").strip()
    return (
        [{"url": address}] if address and address not in {row.get("url") for row in links} else []
    )


def _fill_organization(organization: Any, submission: Submission) -> None:
    content, language = submission.content, submission.language
    organization.original_language = language
    for name in _ORGANIZATION:
        if name in content:
            _set(organization, name, content[name])
    values = {**content, "name": content.get("title"), "what_it_does": content.get("summary")}
    organization.texts = [
        *(each for each in organization.texts.all() if each.language != language),
        _text(OrganizationText, organization.texts.all(), values, language),
    ]


def _text(
    model: type[models.Model], present: Iterable[Any], content: Mapping[str, Any], language: str
) -> Any:
    """The text in the submission's language, with every column that was typed.

    What is typed is an original: the question of a practice's status is not the text's.
    """
    text = next((each for each in present if each.language == language), None)
    text = text or model(language=language)
    for field in model._meta.concrete_fields:
        if field.name in {"language", "status"} or field.name not in content:
            continue
        if isinstance(field, models.CharField | models.TextField):
            value = str(content[field.name] or "").strip()
            setattr(text, field.name, value[: field.max_length] if field.max_length else value)
    return text


def _row(model: type[models.Model], typed: Mapping[str, str]) -> Any:
    """A row of a record; ``None`` when what identifies it is missing or wrong."""
    row: Any = model()
    for field in model._meta.concrete_fields:
        if field.name in typed and field.name not in {"id", "record", "organization"}:
            _set(row, field.name, typed[field.name])
    if isinstance(row, Party):
        row.organization = find_organization(row.name)
    try:
        row.clean_fields(exclude=["record"])
        row.clean()
    except ValidationError:
        return None
    return row


def _set(thing: models.Model, name: str, typed: Any) -> None:
    """Read one typed value as the model's field does; a value that it cannot read is left out."""
    field: Any = thing._meta.get_field(name)
    if isinstance(field, ConceptsField | PlacesField):
        setattr(thing, name, _many(field, typed))
        return
    if isinstance(field, ConceptField | PlaceField):
        found = _many(field, [typed])
        setattr(thing, name, found[0] if found else None)
        return
    if isinstance(field, models.BooleanField):
        setattr(thing, name, typed in {"on", "yes", "true"})
        return
    if isinstance(typed, str):
        typed = typed.strip()
        if typed == "":
            setattr(thing, name, None if field.null else field.get_default() or "")
            return
    try:
        value = field.to_python(typed)
        field.run_validators(value)
    except ValidationError:
        return
    setattr(thing, name, value)


def _many(field: Any, codes: Any) -> list[Any]:
    """Concepts or places by their codes, in the order given; two queries at most."""
    picture = labels()
    codes = codes if isinstance(codes, list) else [codes]
    if isinstance(field, PlaceField | PlacesField):
        places = [picture.by_place_code.get(code) for code in codes]
        keys = [entry.pk for entry in places if entry]
        found: dict[Any, Any] = Place.objects.in_bulk(keys)
    else:
        scheme = (field.get_limit_choices_to() or {}).get("scheme__code", "")
        concepts = [picture.concept(scheme, code) for code in codes]
        keys = [entry.pk for entry in concepts if entry]
        found = Concept.objects.in_bulk(keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def find_organization(typed: str) -> Organization | None:
    """The public organization with this name (in any language) or identifier. One query."""
    typed = typed.strip()
    if not typed:
        return None
    return (
        Organization.objects.filter(live=True, withdrawn_at__isnull=True)
        .filter(models.Q(texts__name__iexact=typed) | models.Q(identifier=typed.upper()))
        .order_by("pk")
        .first()
    )
