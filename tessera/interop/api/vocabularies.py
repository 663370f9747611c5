"""Vocabularies: the concept schemes, and the concepts of one with labels in every language."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Router

from tessera.interop.api.shapes import Vocabulary, VocabularySummary
from tessera.lib.languages import html_tag
from tessera.vocabularies.labels import ConceptEntry, Labels, labels
from tessera.vocabularies.models import ConceptScheme

router = Router(tags=["Vocabularies"])


@router.get(
    "/vocabularies",
    response=list[VocabularySummary],
    url_name="api-vocabularies",
    summary="All vocabularies",
)
def vocabulary_list(request: HttpRequest) -> Any:
    """Concept schemes; the concepts of each are at its address."""
    picture = labels()
    return [_summary(scheme, picture) for scheme in ConceptScheme.objects.order_by("code")]


@router.get(
    "/vocabularies/{code}",
    response={200: Vocabulary},
    url_name="api-vocabulary",
    summary="A vocabulary with all its concepts",
)
def vocabulary(request: HttpRequest, code: str) -> Any:
    """Concepts in the order of the scheme."""
    found = None if "\x00" in code else ConceptScheme.objects.filter(code=code.upper()).first()
    if found is None:
        raise Http404("There is no such vocabulary.")
    picture = labels()
    members = [concept_values(entry, picture) for entry in picture.scheme(found.code)]
    return {**_summary(found, picture), "members": members}


def _summary(scheme: ConceptScheme, picture: Labels) -> dict[str, Any]:
    return {
        "code": scheme.code,
        "name": scheme.slug,
        "labels": {html_tag(tag): name for tag, name in scheme.labels.items()},
        "url": f"{settings.BASE_URL}/api/v1/vocabularies/{scheme.code}",
        "concepts": len(picture.scheme(scheme.code)),
    }


def concept_values(entry: ConceptEntry, picture: Labels) -> dict[str, Any]:
    """A concept with its labels and definitions in every language."""
    broader = picture.concepts.get(entry.broader or 0)
    return {
        "code": entry.code,
        "labels": {html_tag(tag): name for tag, name in entry.preferred.items()},
        "definitions": {html_tag(tag): text for tag, text in entry.definitions.items()},
        "alternatives": {html_tag(tag): list(names) for tag, names in entry.alternatives.items()},
        "broader": broader.code if broader else None,
        "deprecated": entry.is_deprecated,
    }
