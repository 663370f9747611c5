"""What everybody sees of a published recording: where it is, its transcript, captions to take."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tessera.lib.http import read_only
from tessera.lib.languages import language_name
from tessera.lib.webvtt import read_cues, timestamp
from tessera.meetings.actions import can_publish_session
from tessera.meetings.afterwards.captions import paragraphs_of
from tessera.meetings.afterwards.reading import is_recorded
from tessera.meetings.detail import session_card
from tessera.meetings.joining import session_named
from tessera.meetings.models import CaptionTrack, Recording
from tessera.vocabularies.labels import current_language


@read_only
def transcript(request: HttpRequest, identifier: str) -> HttpResponse:
    """The recording's address and licence, and what was said, with times; in one of the languages
    that there are captions in (``language``), at first the reader's.
    """
    session = session_named(identifier)
    if not is_recorded(session):
        raise Http404
    recording = get_object_or_404(Recording, session=session)
    language = current_language()
    tracks = list(session.caption_tracks.all())
    wanted = (request.GET.get("language", ""), language, session.original_language)
    chosen = next(
        (track for tag in wanted for track in tracks if track.language == tag),
        tracks[0] if tracks else None,
    )
    rows = paragraphs_of(read_cues(chosen.text)) if chosen else []
    context = {
        "card": session_card(session, language),
        "session": session,
        "recording": recording,
        "chosen": chosen,
        "tracks": [(track.language, language_name(track.language, language)) for track in tracks],
        "rows": [
            (timestamp(start).partition(".")[0], voice, words) for start, voice, words in rows
        ],
        "is_narrowed": "language" in request.GET,
    }
    return render(request, "meetings/afterwards/transcript.html", context)


@require_safe
def captions_file(request: HttpRequest, identifier: str, language: str) -> HttpResponse:
    """Captions as WebVTT; before publication for organizers alone."""
    session = session_named(identifier)
    is_public = is_recorded(session)
    if not is_public and not can_publish_session(request.user):
        raise Http404
    track = get_object_or_404(CaptionTrack, session=session, language=language)
    answer = HttpResponse(track.text, content_type="text/vtt; charset=utf-8")
    name = f"session-{session.identifier}-{language}.vtt"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    if not is_public:
        answer["Cache-Control"] = "private, no-store"
    return answer
