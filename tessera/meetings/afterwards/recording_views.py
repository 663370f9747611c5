"""The organizer's page of a recording, and a speaker's answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.lib.errors import TesseraError
from tessera.lib.webvtt import CaptionsError
from tessera.meetings.afterwards.captions import (
    compose_captions,
    languages_of_live_captions,
    remove_captions,
    save_captions,
)
from tessera.meetings.afterwards.recording import (
    add_speaker,
    answer_consent,
    ask_speakers,
    can_be_published,
    note_consent,
    publish_recording,
    save_recording,
    speaker_of_token,
    withdraw_recording,
)
from tessera.meetings.afterwards.recording_files import attach_file, remove_file
from tessera.meetings.afterwards.recording_forms import (
    CaptionsForm,
    RecordingFileForm,
    RecordingForm,
    SpeakerForm,
)
from tessera.meetings.detail import session_card
from tessera.meetings.joining import personal, session_of_holder
from tessera.meetings.models import CaptionTrack, Recording, Session, Speaker
from tessera.meetings.organizing import organizer_of
from tessera.vocabularies.labels import current_language


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def recording(request: HttpRequest, identifier: str) -> HttpResponse:
    """Where it is, who agreed, captions; each button does one thing."""
    organizer = organizer_of(request)
    session = get_object_or_404(Session.objects.with_texts(), identifier=identifier)
    found = Recording.objects.filter(session=session).first()
    what = request.POST.get("do", "")
    forms: dict[str, Any] = {
        "save": RecordingForm(
            request.POST if what == "save" else None, instance=found, session=session
        ),
        "add": SpeakerForm(request.POST if what == "add" else None, prefix="speaker"),
        "captions": CaptionsForm(
            request.POST if what == "captions" else None,
            request.FILES if what == "captions" else None,
            initial={"language": session.original_language},
        ),
        "file": RecordingFileForm(
            request.POST if what == "file" else None, request.FILES if what == "file" else None
        ),
    }
    if request.method == "POST":
        answer = _answer(request, session, forms, organizer)
        if answer:
            return answer
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "recording": Recording.objects.filter(session=session).first(),
        "can_be_published": can_be_published(session),
        "speakers": session.speakers.all(),
        "tracks": session.caption_tracks.defer("text"),
        "live_languages": languages_of_live_captions(session),
        "forms": forms,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/afterwards/recording.html", context, status=status)


def _answer(
    request: HttpRequest, session: Session, forms: dict[str, Any], organizer: Any
) -> HttpResponse | None:
    """Back to the page; nothing when what was typed has a fault, which is shown beside it."""
    what = request.POST.get("do", "")
    form: Any = forms.get(what)
    if form is not None and not form.is_valid():
        return None
    try:
        _do(request, session, form, organizer)
    except CaptionsError as error:
        form.add_error("file", str(error))
        return None
    except TesseraError as error:
        if what == "file":
            form.add_error("recorded", str(error))
            return None
        messages.error(request, str(error))
    return redirect("session_recording", session.identifier)


def _do(request: HttpRequest, session: Session, form: Any, organizer: Any) -> None:
    """What the button said."""
    what, _dash, which = request.POST.get("do", "").partition("-")
    typed = form.cleaned_data if form else {}
    simple: dict[str, Callable[[], object]] = {
        "ask": lambda: ask_speakers(session, by=organizer),
        "publish": lambda: publish_recording(session, by=organizer),
        "withdraw": lambda: withdraw_recording(session, by=organizer),
        "save": lambda: save_recording(
            session,
            link=typed["link"],
            licence=typed["licence"],
            begins_at=typed["begins"],
            by=organizer,
        ),
        "add": lambda: add_speaker(session, name=typed["name"], email=typed["email"], by=organizer),
        "captions": lambda: save_captions(
            session, language=typed["language"], text=typed["file"], by=organizer
        ),
        "file": lambda: attach_file(session, typed["recorded"], by=organizer),
        "forget": lambda: remove_file(session, by=organizer),
        "compose": lambda: compose_captions(session, language=which, by=organizer),
        "drop": lambda: remove_captions(
            get_object_or_404(CaptionTrack, session=session, language=which), by=organizer
        ),
    }
    if what in {"given", "cut", "remove"} and which.isdecimal() and len(which) < 18:
        rows = Speaker.objects.select_related("session")
        note_consent(
            get_object_or_404(rows, pk=int(which), session=session), what=what, by=organizer
        )
    elif what in simple:
        simple[what]()
    messages.success(request, _("Saved."))


@personal
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a speaker agrees; the mailed link is enough, also to change one's mind."""
    speaker = speaker_of_token(token)
    session = session_of_holder(speaker.session.identifier)
    if request.method == "POST" and request.POST.get("do") in {"agree", "refuse"}:
        answer_consent(speaker, agrees=request.POST["do"] == "agree")
        messages.success(request, _("Thank you for answering."))
        return redirect("recording_consent", token)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "speaker": speaker,
        "token": token,
        "recording": Recording.objects.filter(session=session).select_related("licence").first(),
    }
    return render(request, "meetings/afterwards/consent.html", context)
