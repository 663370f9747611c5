"""What a certificate says, on paper and on the page by which it is checked: the same."""

from dataclasses import dataclass
from datetime import date

from tessera.lib.texts import best_text
from tessera.meetings.models import AttendanceCertificate, SessionText


@dataclass(frozen=True)
class ShownCertificate:
    """Name, session, day, minutes and conveners; nothing else of the person.

    A discussion in writing has a last day, ``until``, instead of minutes.
    """

    certificate: AttendanceCertificate
    text: SessionText
    day: date
    minutes: int
    conveners: tuple[str, ...]
    until: date | None = None


def certificate_of_code(code: str) -> AttendanceCertificate | None:
    """The certificate of a code as it is kept. Two queries."""
    rows = AttendanceCertificate.objects.select_related("session")
    return rows.prefetch_related("session__texts").filter(code=code).first() if code else None


def shown_certificate(certificate: AttendanceCertificate, language: str) -> ShownCertificate:
    """What is shown of it. Two queries."""
    session = certificate.session
    text = best_text(session.texts.all(), language, session.original_language)
    assert text is not None, "a session has a text"
    conveners = tuple(
        str(each.names.get(language) or each.name) for each in session.conveners.all()
    )
    day = session.starts_at.astimezone(session.zone).date()
    until = session.closes_at.astimezone(session.zone).date() if session.closes_at else None
    return ShownCertificate(certificate, text, day, session.minutes, conveners, until)
