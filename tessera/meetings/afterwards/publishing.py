"""From a summary to a record, and from an outcome to a draft.

The summary becomes a report among the academic resources, published under its own permanent
identifier, with the session as its source; so it is searched, cited and harvested like all else.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import publish_record
from tessera.catalogue.drafts import begin_draft
from tessera.catalogue.models import KIND_MODELS, Creator, Record, RecordLink, RecordText
from tessera.changes.addresses import form_address
from tessera.lib.errors import NotAllowedError
from tessera.lib.languages import interface_language
from tessera.lib.texts import best_text
from tessera.meetings.afterwards.composing import opening_of
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.attendance import Attendee
from tessera.meetings.models import Session, SessionOutcome, Summary, SummaryPart
from tessera.meetings.permissions import is_organizer
from tessera.vocabularies.labels import labels
from tessera.vocabularies.models import Concept

#: Kind of an outcome → kind of the record that it leads to.
LEADS_TO = {"PRA": "PRA", "RES": "GUI"}
_LONGEST_SUMMARY = 900
_SYSTEM = "Tessera working sessions"
_BY_PARTICIPANTS = "checked by those who took part"
_BACK_OFFICE = "wagtailadmin.access_admin"


def _language(session: Session) -> str:
    return interface_language(session.original_language)


def _address(session: Session) -> str:
    with override(_language(session)):
        return f"{settings.BASE_URL}{session.get_absolute_url()}"


def _provenance(session: Session) -> dict[str, Any]:
    return {
        "provenance_kind": Record.Provenance.MANUAL,
        "provenance_system": _SYSTEM,
        "provenance_id": session.identifier,
        "provenance_url": _address(session),
        "provenance_at": timezone.localdate(),
    }


def _prose(text: str) -> str:
    """Without lists, such as of those who were there or of a poll's results."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("–"))


def make_record(session: Session, summary: Summary) -> Record:
    """The published record of a summary, which cites every record that an outcome cites."""
    language = _language(session)
    text = best_text(session.texts.all(), session.original_language, "en")
    parts = list(SummaryPart.objects.filter(session=session).exclude(text=""))
    outcomes = list(session.outcomes.prefetch_related("records__texts"))
    cited = {each.pk: each for outcome in outcomes for each in outcome.records.all()}
    with override(language):
        title = _("Summary: %(title)s") % {"title": text.title if text else session.identifier}
        first, *others = [_prose(part.text) for part in parts] or [""]
        told = "\n\n".join([first, *(each.text for each in outcomes), *others])
    record: Any = KIND_MODELS["ACA"](
        original_language=language,
        is_global=session.place_id is None,
        source_url=_address(session),
        publication_type=Concept.objects.filter(scheme__code="AT", code="REP").first(),
        issued=timezone.localdate().isoformat(),
        publisher=next((each.organization for each in session.conveners.all()), None),
        # Those who took part had ten days to check it.
        verified_at=timezone.localdate(),
        verification_method=_BY_PARTICIPANTS,
        **_provenance(session),
    )
    record.texts = [
        RecordText(language=language, title=title[:200], summary=opening_of(told, _LONGEST_SUMMARY))
    ]
    record.creators = [
        Creator(name=each.name[:200], is_body=True) for each in session.conveners.all()
    ]
    if session.place_id:
        record.places = [session.place]
    themes = {theme for each in cited.values() for theme in each.themes.all()}
    record.themes = sorted(themes, key=lambda theme: theme.code)
    record.links = [
        RecordLink(url=f"{settings.BASE_URL}{each.get_absolute_url()}") for each in cited.values()
    ]
    return publish_record(record, by=SYSTEM)


def draft_from_outcome(outcome: SessionOutcome, *, by: Attendee | None) -> Record:
    """A draft record with the session as its provenance; the same one when pressed twice.

    Raises:
        NotAllowedError: not an organizer.
        AfterwardsError: only leads to practices and resources become records.
    """
    if by is None or not is_organizer(by):
        raise NotAllowedError(_("Only an organizer makes records of outcomes."))
    entry = labels().concepts.get(outcome.kind_id)
    kind = LEADS_TO.get(entry.code if entry else "")
    if kind is None:
        raise AfterwardsError(_("Only a lead to a practice or a resource becomes a record."))
    with transaction.atomic():
        outcome = SessionOutcome.objects.select_for_update().get(pk=outcome.pk)
        if outcome.draft is not None:
            return outcome.draft
        session = outcome.session
        record: Any = KIND_MODELS[kind](
            original_language=_language(session), live=False, **_provenance(session)
        )
        record.texts = [
            RecordText(
                language=_language(session),
                title=opening_of(outcome.text, 120),
                summary=outcome.text,
            )
        ]
        if session.place_id:
            record.places = [session.place]
        record.save()
        record.save_revision(user=by.user, changed=True)
        outcome.draft = Record.objects.get(pk=record.pk)
        outcome.save(update_fields=["draft"])
        log(record, "meetings.outcome.draft", user=by.user)
    return outcome.draft


def open_draft(outcome: SessionOutcome, *, by: Attendee) -> str:
    """Make the draft record of an outcome, or find it again; where it is written on. For editors
    that is the back office, for others where everybody contributes.

    Raises:
        NotAllowedError: not an organizer.
        AfterwardsError: only leads to practices and resources become records.
        TesseraError: somebody else is writing it.
    """
    with transaction.atomic():
        record = draft_from_outcome(outcome, by=by)
        model, user = KIND_MODELS[record.kind], by.user
        assert user is not None, "an organizer is a user"
        permissions = (_BACK_OFFICE, f"catalogue.change_{model._meta.model_name}")
        if user.has_perms(permissions):
            return form_address(model, record.pk)
        text = record.texts.get(language=record.original_language)
        content = {
            "title": text.title,
            "summary": text.summary,
            "places": [each.code for each in record.places.all()],
        }
        return begin_draft(
            kind=record.kind, language=text.language, content=content, by=user, record=record
        )
