"""Words that depend on what kind of session it is."""

from django.utils.translation import gettext as _

from tessera.meetings.models import Session
from tessera.vocabularies.labels import labels


def _has_panel(session: Session) -> bool:
    entry = labels().concepts.get(session.format_id)
    return entry is not None and entry.code == "PAN"


def question_beforehand(session: Session) -> str:
    """What registrants are asked for."""
    if _has_panel(session):
        return _("A question to the panel, in advance")
    return _("A question in advance")


def questions_of_paper(session: Session) -> str:
    """The heading of an issues paper's questions."""
    return _("Questions for the panel") if _has_panel(session) else _("Questions to discuss")
