"""Whose seat it is, and what a person's page shows of it, if the person wishes."""

from typing import Final

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.lib.texts import best_text
from tessera.meetings.live.attribution import BY_STATEMENT, ON_RECORD
from tessera.meetings.models import Invitation, Seat, Session
from tessera.network.models import Person
from tessera.vocabularies.labels import current_language, labels

_MOST: Final = 20


def sessions_of_person(person: Person) -> SafeString:
    """The sessions in which the person had a seat, the newest first. Three queries.

    None whose attribution rule protects names, none without a known rule, and none that was
    cancelled or is a draft.
    """
    rules = [labels().concept("AR", code) for code in (ON_RECORD, BY_STATEMENT)]
    seats = Seat.objects.filter(_seats_of(person)).values("session")
    found = Session.objects.public().filter(
        pk__in=seats, cancelled_at=None, attribution_rule__in=[each.pk for each in rules if each]
    )
    shown = []
    for each in found.order_by("-starts_at", "pk").with_texts()[:_MOST]:
        text = best_text(each.texts.all(), current_language(), each.original_language)
        if text:
            shown.append((each, text))
    if not shown:
        return mark_safe("")
    html = render_to_string("meetings/_of_person.html", {"sessions": shown})
    return mark_safe(html)  # noqa: S308 - rendered by a template


def _seats_of(person: Person) -> Q:
    """Seats that were taken as this person, and those taken before there was an entry.

    The latter are known as long as the invitation is kept.
    """
    taken = Q(person=person)
    if person.user_id:
        addresses = person.user.emailaddress_set.filter(verified=True)  # type: ignore[union-attr]
        invited = Invitation.objects.filter(
            state=Invitation.State.ACCEPTED, email__in=addresses.values("email")
        )
        taken |= Q(pk__in=invited.values("seat"))
    return taken
