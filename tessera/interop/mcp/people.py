"""The tool that finds people who are willing to be asked, as everybody may see them."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import override

from tessera.interop.api.people import person_values
from tessera.interop.mcp.arguments import codes_of, page_of_arguments, text_of
from tessera.network.directory.finding import Question, find_people
from tessera.network.models import WillingRole
from tessera.network.seeing import SeenPerson, see_people

_FACETS: Final = ("theme", "language", "place", "willing")


def find_people_to_ask(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """People willing to answer questions, or to do what is asked for; with where to ask them."""
    chosen = {name: codes for name in _FACETS if (codes := frozenset(codes_of(arguments, name)))}
    chosen.setdefault("willing", frozenset({WillingRole.PEER.value}))
    page = page_of_arguments(arguments)
    nobody = AnonymousUser()
    found = find_people(Question(text_of(arguments, "query"), chosen, page), nobody)
    return {
        "total": found.total,
        "page": page,
        "results": [_told(each) for each in see_people(found.keys, nobody)],
    }


def _told(seen: SeenPerson) -> dict[str, Any]:
    with override("en"):
        url = settings.BASE_URL + reverse("person_detail", args=[seen.identifier])
    citation = f"{seen.name}. {settings.SITE_NAME}. {url}"
    return {**person_values(seen), "url": url, "citation": citation}
