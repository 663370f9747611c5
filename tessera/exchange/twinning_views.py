"""The page of cities that could learn from each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from tessera.exchange.twinning import find_twins
from tessera.vocabularies.choices import theme_choices
from tessera.vocabularies.form_fields import place_choices
from tessera.vocabularies.labels import current_language, labels


@require_safe
def twins(request: HttpRequest) -> HttpResponse:
    """Choose a city and themes; see those like it, and why."""
    picture, language = labels(), current_language()
    place = picture.by_place_code.get(request.GET.get("city", ""))
    if place and place.kind != "city":
        place = None
    themes = [
        entry
        for code in request.GET.getlist("theme")[:3]
        if (entry := picture.concept("TH", code)) is not None
    ]
    found = find_twins(place, [each.pk for each in themes], viewer=request.user) if place else []
    context = {
        "place": place,
        "name": place.label(language) if place else "",
        "twins": found,
        "cities": [
            (country, [(picture.places[pk].code, name) for pk, name in cities])
            for country, cities in place_choices("city")
        ],
        "themes": [(picture.concepts[pk].code, label) for pk, label in theme_choices()],
        "chosen": {each.code for each in themes},
    }
    response = render(request, "exchange/twins.html", context)
    add_never_cache_headers(response)
    return response
