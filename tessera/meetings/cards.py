"""Sessions as cards, for pages that show them beside records."""

from collections.abc import Sequence

from tessera.catalogue.cards import Card
from tessera.meetings.detail import session_card
from tessera.meetings.models import Session


def session_cards(identifiers: Sequence[str], language: str) -> list[Card]:
    """Cards of public sessions. Two queries."""
    sessions = Session.objects.public().with_texts().filter(identifier__in=list(identifiers))
    shown = [session_card(session, language) for session in sessions]
    return [
        Card(
            identifier=each.session.identifier,
            kind="SES",
            url=each.session.get_absolute_url(),
            title=each.text.title,
            title_language=each.text.language,
            summary=each.text.guiding_question or each.text.occasion,
            summary_language=each.text.language,
            text_status=each.text.status,
            places=(each.place,) if each.place else (),
            years=str(each.begins.year),
        )
        for each in shown
    ]
