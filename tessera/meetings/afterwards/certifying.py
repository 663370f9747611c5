"""Who was there, and the certificates of it.

Organizers mark who was there; each of them then takes a certificate under the name that they wish,
by a personal link. It says nothing but that: no seat, no position, no organization, whatever rule
the session has.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import InvalidLinkError, read_token
from tessera.meetings.actions import can_publish_session
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.mails import CERTIFICATE_PURPOSE, offer_certificate
from tessera.meetings.attendance import Attendee, Holder, attendee_of_key, going, key_of, sitting
from tessera.meetings.live.models import Participant
from tessera.meetings.models import AttendanceCertificate, Invitation, Registration, Session

LINK_DAYS: Final = 800
KEPT_FOR: Final = timedelta(days=3653)


def hidden_key(session: Session, key: str) -> str:
    """What a certificate is found by; from it nobody without the site's secret finds the person."""
    mac = salted_hmac("tessera.meetings.certificate", f"{session.pk}:{key}", algorithm="sha256")
    return mac.hexdigest()


def was_in_the_room(session: Session) -> set[str]:
    """Keys of those who came into the live room: a proposal for the organizer. One query."""
    return set(Participant.objects.filter(room__session=session).values_list("key", flat=True))


def count_marked(session: Session) -> int:
    """How many are marked as having been there. Two queries."""
    rows = (going(session), sitting(session))
    return sum(each.filter(attended_at__isnull=False).count() for each in rows)


def mark_attendance(
    session: Session, *, shown: Collection[Holder], were_there: Collection[str], by: Actor
) -> int:
    """Mark who of the ``shown`` was there (by keys), and offer certificates to those who are new.

    Whoever is not marked any more has no certificate any more. Returns how many are new.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the session has not begun, or was cancelled.
    """
    if not can_publish_session(by):
        raise NotAllowedError(_("Only organizers mark who was there."))
    now = timezone.now()
    if session.starts_at > now or session.cancelled_at:
        raise AfterwardsError(_("Who was there can be marked once the session has begun."))
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        new = [each for each in shown if key_of(each) in were_there and not each.attended_at]
        gone = [each for each in shown if key_of(each) not in were_there and each.attended_at]
        for model in (Registration, Invitation):
            rows = model.objects
            rows.filter(pk__in=[each.pk for each in new if isinstance(each, model)]).update(
                attended_at=now
            )
            rows.filter(pk__in=[each.pk for each in gone if isinstance(each, model)]).update(
                attended_at=None
            )
        keys = [hidden_key(session, key_of(each)) for each in gone]
        AttendanceCertificate.objects.filter(session=session, key__in=keys).delete()
        for each in new:
            offer_certificate(each)
        log(session, "meetings.attendance.mark", user=user_or_none(by))
    return len(new)


def attendee_of_token(token: str) -> tuple[Session, Attendee | None, str]:
    """The session, the person, and the key that a mailed link names; nobody where registrations
    are deleted already: then a certificate can be withdrawn only.

    Raises:
        InvalidLinkError: it is too old or not ours.
    """
    identifier, _colon, key = read_token(CERTIFICATE_PURPOSE, token, days=LINK_DAYS).partition(":")
    session = Session.objects.with_texts().filter(identifier=identifier).first()
    if session is None:
        raise InvalidLinkError(_gone())
    try:
        _session, attendee = attendee_of_key(key)
    except InvalidLinkError:
        return session, None, key
    return session, attendee, key


def _gone() -> str:
    return _("What this link was for has been deleted.")


def own_certificate(session: Session, key: str) -> AttendanceCertificate | None:
    """The certificate of the attendee of that key. One query."""
    rows = AttendanceCertificate.objects.filter(session=session)
    return rows.filter(key=hidden_key(session, key)).first()


def issue_certificate(session: Session, *, name: str, by: Attendee | None) -> AttendanceCertificate:
    """Make the certificate of somebody who was there; a second time gives it another name.

    Raises:
        NotAllowedError: nobody who is marked as having been there.
    """
    with transaction.atomic():
        if by is None or not _is_marked(by):
            raise NotAllowedError(_("The organizer has not marked that you were there."))
        certificate, is_new = AttendanceCertificate.objects.update_or_create(
            session=session,
            key=hidden_key(session, by.key),
            defaults={"name": name, "email": by.email},
        )
        if is_new:
            log(session, "meetings.certificate.issue")
    return certificate


def _is_marked(by: Attendee) -> bool:
    """Asked anew, under the lock of the row: an organizer may have thought better of it."""
    if by.registration:
        rows = Registration.objects.select_for_update().filter(pk=by.registration.pk)
        return rows.filter(attended_at__isnull=False).exists()
    if by.key.startswith("i"):
        invited = Invitation.objects.select_for_update().filter(pk=int(by.key[1:]))
        return invited.filter(attended_at__isnull=False).exists()
    return False


def withdraw_certificate(session: Session, *, key: str) -> None:
    """Delete it; whoever checks its code afterwards finds nothing. The holder of the mailed link
    may, also when registrations are deleted already.
    """
    with transaction.atomic():
        rows = AttendanceCertificate.objects.filter(session=session)
        rows.filter(key=hidden_key(session, key)).delete()


def forget_certificates() -> int:
    """Delete those of more than ten years ago; how many."""
    old = AttendanceCertificate.objects.filter(issued_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]
