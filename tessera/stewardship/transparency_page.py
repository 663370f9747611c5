"""The page that shows how contributions are decided."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tessera.lib.http import read_only
from tessera.lib.languages import language_name
from tessera.review.models import Submission
from tessera.review.peer_balance import balance
from tessera.stewardship.transparency import FEWEST, Outcome, figures
from tessera.vocabularies.labels import current_language, labels


@read_only
def transparency(request: HttpRequest) -> HttpResponse:
    """How contributions are decided, in numbers."""
    counted, language, picture = figures(), current_language(), labels()

    def name_of_kind(code: str) -> str:
        entry = picture.concept("RT", code)
        return entry.label_for_many(language) if entry else code

    def name_of_place(code: str) -> str:
        place = picture.by_place_code.get(code)
        return place.label(language) if place else code

    context = {
        "figures": counted,
        "durations": [(Submission.State(each.state).label, each) for each in counted.durations],
        "tables": [
            (_("By kind"), _named(counted.by_kind, name_of_kind)),
            (
                _("By language"),
                _named(counted.by_language, lambda code: language_name(code, language)),
            ),
            (_("By region"), _named(counted.by_region, name_of_place)),
        ],
        "roster": balance(),
        "fewest": FEWEST,
    }
    return render(request, "stewardship/transparency.html", context)


def _named(outcomes: Iterable[Outcome], name: Callable[[str], str]) -> list[tuple[str, Outcome]]:
    return [(name(each.code) if each.code else _("All smaller groups"), each) for each in outcomes]
