"""The people of an organization, as far as each of them shows where they work."""

from typing import Any, Final

from django.db.models import Q

from tessera.network.models import Organization, Person, TeamMember
from tessera.network.visibility import is_open

_MOST: Final = 1000


def people_of(organization: Organization, viewer: Any) -> list[int]:
    """Keys of the entries that ``viewer`` may see here, by name: who is in the team, or says so.

    Somebody who hides their affiliations from the viewer is not among them, in the team or not.
    Three queries.
    """
    team = TeamMember.objects.filter(organization=organization, state=TeamMember.State.ACTIVE)
    works_here = Q(affiliations__organization=organization, affiliations__until=None)
    keys = Person.objects.filter(works_here | Q(user__in=team.values("user"))).values("pk")
    rows = Person.objects.seen_by(viewer).filter(pk__in=keys).order_by("display_name", "pk")
    shown = rows.only("pk", "visibility", "user_id")[:_MOST]
    return [each.pk for each in shown if is_open(each, "affiliations", viewer)]


def confirmed_among(organization: Organization, users: list[int]) -> frozenset[int]:
    """Which of these users the organization has in its team. One query."""
    rows = TeamMember.objects.filter(
        organization=organization, user__in=users, state=TeamMember.State.ACTIVE
    )
    return frozenset(rows.values_list("user_id", flat=True))
