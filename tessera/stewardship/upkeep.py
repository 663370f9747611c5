"""The editors' pages of this room, as tabs with what waits in each."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.accounts.access import user_of
from tessera.review.desk_rules import kinds_of_editor
from tessera.stewardship.models import Correction, TriedNote, Verification


@dataclass(frozen=True)
class Tab:
    """A page with the number of what waits there, and of what is late among it."""

    url: str
    label: str
    count: int
    late: int
    is_shown: bool


def tabs(request: HttpRequest, shown: str) -> list[Tab]:
    """The pages, for whoever asks. Three queries at most."""
    kinds = kinds_of_editor(user_of(request))
    corrections = Correction.objects.waiting().filter(record__kind__in=kinds).counted()
    tried = TriedNote.objects.waiting().counted() if "PRA" in kinds else (0, 0)
    ages = Verification.objects.of_kinds(kinds).overdue().counted()
    return [
        Tab(reverse("corrections"), _("Corrections"), *corrections, shown == "corrections"),
        Tab(reverse("tried_desk"), _("“We tried this”"), *tried, shown == "tried_desk"),
        Tab(reverse("verifications"), _("To verify"), *ages, shown == "verifications"),
    ]
