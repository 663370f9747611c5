"""The file of a recording: kept, offered for saving, and never run or shown inside a page."""

from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.lib.audiovisual import HEAD_BYTES, TAKEN, ending_of
from tessera.lib.enumerations import listed
from tessera.lib.http import offer_for_saving
from tessera.lib.malware import UnsafeFileError, scan
from tessera.lib.uploads.stored import forget_stored
from tessera.meetings.actions import can_publish_session
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.reading import is_recorded
from tessera.meetings.afterwards.recording import check_organizes, speaker_of_token
from tessera.meetings.joining import personal, session_named
from tessera.meetings.models import Recording, Session

#: Sound of a whole session fits; film is better kept by a service for it.
MOST_BYTES: Final = 100 * 1024 * 1024


def attach_file(session: Session, file: File, *, by: Actor) -> Recording:  # type: ignore[type-arg]
    """Keep a file of sound or film, in the place of an earlier one.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids it, it is published, too large, neither sound nor film, or
            the scanner for malware does not let it pass.
    """
    check_organizes(session, by)
    if file.size > MOST_BYTES:
        raise AfterwardsError(_("The file is larger than 100 MB. Give the address of a film."))
    head = file.read(HEAD_BYTES)
    file.seek(0)
    ending = ending_of(head)
    if not ending:
        message = _("This is none of the kinds that are taken: %(kinds)s.")
        raise AfterwardsError(message % {"kinds": listed(TAKEN)})
    _scan(file)
    with transaction.atomic():
        recording = _unpublished(session)
        forget_stored(recording.file)
        recording.file.save(f"recording.{ending}", file, save=True)
        log(session, "meetings.recording.save", user=user_or_none(by))
    return recording


def _scan(file: File) -> None:  # type: ignore[type-arg]
    try:
        scan(file.chunks(), size=file.size)
    except UnsafeFileError as error:
        raise AfterwardsError(str(error)) from error
    file.seek(0)


def remove_file(session: Session, *, by: Actor) -> None:
    """Delete the file.

    Raises:
        NotAllowedError: somebody who does not organize sessions.
        AfterwardsError: the rule forbids recordings, or it is published.
    """
    check_organizes(session, by)
    with transaction.atomic():
        recording = _unpublished(session)
        forget_stored(recording.file)
        recording.file = ""
        recording.save(update_fields=["file"])
        log(session, "meetings.recording.save", user=user_or_none(by))


def _unpublished(session: Session) -> Recording:
    Session.objects.select_for_update().get(pk=session.pk)
    recording = Recording.objects.filter(session=session).first()
    if recording is None:
        raise AfterwardsError(_("Save the form above first."))
    if recording.published_at:
        raise AfterwardsError(_("Take it from the site first."))
    recording.session = session
    return recording


@require_safe
def recording_file(request: HttpRequest, identifier: str) -> Any:
    """The file of a published recording; before publication for organizers alone."""
    session = session_named(identifier)
    recording = Recording.objects.filter(session=session).exclude(file="").first()
    if recording is None:
        raise Http404
    is_public = is_recorded(session)
    if not is_public and not can_publish_session(request.user):
        raise Http404
    return _offered(session, recording, is_public=is_public)


@personal
def file_of_speaker(request: HttpRequest, token: str) -> Any:
    """The file for somebody who is asked to agree to its publication."""
    session = speaker_of_token(token).session
    recording = Recording.objects.filter(session=session).exclude(file="").first()
    if recording is None:
        raise Http404
    return _offered(session, recording, is_public=False)


def _offered(session: Session, recording: Recording, *, is_public: bool) -> Any:
    ending = str(recording.file.name).rpartition(".")[2]
    name = f"session-{session.identifier}.{ending}"
    answer = offer_for_saving(recording.file.open("rb"), name)
    if not is_public:
        answer["Cache-Control"] = "private, no-store"
    return answer
