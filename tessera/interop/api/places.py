"""Places: regions, countries, subdivisions and cities that records and organizations name."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from tessera.interop.api.shapes import PlaceShape
from tessera.lib.languages import interface_language
from tessera.vocabularies.labels import Labels, PlaceEntry, labels

router = Router(tags=["Places"])


class PlaceParameters(Schema):
    """Which places, and in which language their names."""

    kind: Literal["", "region", "country", "subdivision", "city"] = ""
    country: str = Field("", description="Only places in this country (ISO 3166-1 alpha-2).")
    lang: str = Field("en", description="Language of the names.")


@router.get("/places", response=list[PlaceShape], url_name="api-places", summary="All places")
def place_list(request: HttpRequest, parameters: Query[PlaceParameters]) -> Any:
    """In the order of their codes."""
    picture = labels()
    language = interface_language(parameters.lang)
    return [
        _place(entry, picture, language)
        for entry in sorted(picture.places.values(), key=lambda entry: entry.code)
        if (not parameters.kind or entry.kind == parameters.kind)
        and (not parameters.country or _lies_in(entry, picture, parameters.country.upper()))
    ]


@router.get("/places/{code}", response={200: PlaceShape}, url_name="api-place", summary="A place")
def place(request: HttpRequest, code: str, lang: str = "en") -> Any:
    """By its code: UN M49, ISO 3166-1, ISO 3166-2, or country and name of a city."""
    picture = labels()
    entry = picture.by_place_code.get(code) or picture.by_place_code.get(code.upper())
    if entry is None:
        raise Http404("There is no such place.")
    return _place(entry, picture, interface_language(lang))


def _lies_in(entry: PlaceEntry, picture: Labels, code: str) -> bool:
    country = picture.country_of(entry)
    return country is not None and country.code == code


def _place(entry: PlaceEntry, picture: Labels, language: str) -> dict[str, Any]:
    parent = picture.places.get(entry.parent or 0)
    return {
        "code": entry.code,
        "kind": entry.kind,
        "name": entry.label(language),
        "parent": parent.code if parent else None,
        "latitude": entry.latitude,
        "longitude": entry.longitude,
    }
