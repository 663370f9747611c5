"""Pages for writing: a paragraph with its history, a group's notes, captions, the report."""

import json
import secrets
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tessera.lib.errors import TesseraError
from tessera.lib.languages import INTERFACE_LANGUAGES, is_tag, normalize_tag
from tessera.lib.pages import page_number, page_of
from tessera.meetings.detail import session_card
from tessera.meetings.live import noting, reporting
from tessera.meetings.live.answering import Fault, act, in_room, is_scripted, status_of, typed_of
from tessera.meetings.live.attribution import may_name, rule_of
from tessera.meetings.live.errors import WordsError
from tessera.meetings.live.models import (
    BreakoutGroup,
    Caption,
    Intervention,
    NoteParagraph,
    Participant,
    Room,
)
from tessera.meetings.live.models.reports import MOST_MINUTES
from tessera.meetings.live.presence import Present
from tessera.meetings.live.showing import View, captions_context, parts_of
from tessera.meetings.live.taking_part import number_of, own_of
from tessera.meetings.live.views import groups, own_room_key
from tessera.meetings.models import ProgrammePart, Session
from tessera.vocabularies.labels import current_language, labels

_A_PAGE: Final = 100
_LARGEST_FEED: Final = 8_000


def _page(
    request: HttpRequest, present: Present, template: str, status: int = 200, **more: object
) -> HttpResponse:
    language = current_language()
    context = {
        "card": session_card(present.session, language),
        "session": present.session,
        "room": present.room,
        "present": present,
        "moderates": present.moderates,
        "language": language,
        "base": f"/{language}/sessions/{present.session.identifier}/live/",
        **more,
    }
    return render(request, f"meetings/live/{template}.html", context, status=status)


@in_room("GET", "HEAD", "POST")
def paragraph(request: HttpRequest, present: Present, number: str) -> HttpResponse:
    """Change a paragraph; after a conflict both texts are shown, with what was before."""
    pk = number_of(number) or 0
    rows = NoteParagraph.objects.select_related("note__group", "note__session")
    shown = get_object_or_404(rows, pk=pk, note__session=present.session)

    def refused(fault: Fault, status: int) -> HttpResponse:
        shown.refresh_from_db()
        versions = shown.versions.select_related("by").order_by("-revision")[:50]
        return _page(
            request, present, "paragraph", status, paragraph=shown, versions=versions, fault=fault,
            is_conflict=status == 409 and "text" in fault.typed,
        )  # fmt: skip

    if request.method != "POST":
        return refused(Fault(), 200)

    def work(by: Present) -> str:
        noting.change_paragraph(
            shown,
            request.POST.get("text", ""),
            revision=number_of(request.POST.get("revision", "")) or 0,
            by=by,
        )
        return _("Saved.")

    anchor = f"groups/{shown.note.group_id}/" if shown.note.group_id else "#notes"
    return act(request, present, work, refused=refused, form="paragraph", anchor=anchor)


@in_room("GET", "HEAD", "POST")
def group(request: HttpRequest, present: Present, number: str) -> HttpResponse:
    """A group: who is in it, its notes, and what it reports back."""
    shown = own_of(present, BreakoutGroup, number)
    assert isinstance(shown, BreakoutGroup)

    def refused(fault: Fault, status: int) -> HttpResponse:
        shown.refresh_from_db()
        own = Participant.objects.get(pk=present.participant.pk).group_id
        paragraphs = NoteParagraph.objects.filter(note__group=shown).exclude(text="")
        names = shown.members.exclude(name="").values_list("name", flat=True)[:50]
        return _page(
            request, present, "group", status, group=shown, fault=fault, paragraphs=paragraphs,
            names=names if rule_of(present.session) != "ANO" else (),
            size=shown.members.count(), may_write=own == shown.pk or present.reports,
            # Read before the rest: the page may be newer than it says, never older.
            version=present.room.version, key=own_room_key(present),
        )  # fmt: skip

    if request.method != "POST":
        return refused(Fault(), 200)
    form = request.POST.get("form", "")

    def work(by: Present) -> str:
        if form == "report":
            noting.report_back(
                shown, request.POST.get("report", ""), seen=request.POST.get("seen", ""), by=by
            )
        else:
            noting.add_paragraph(
                noting.note_of(by.session, shown), request.POST.get("text", ""), by=by
            )
        return _("Saved.")

    return act(request, present, work, refused=refused, form=form, anchor=f"groups/{shown.pk}/")


@in_room("GET", "HEAD", "POST")
def captions(request: HttpRequest, present: Present) -> HttpResponse:
    """The whole transcript, and the captioner's line."""

    def refused(fault: Fault, status: int) -> HttpResponse:
        rows = Caption.objects.filter(session=present.session).order_by("-pk")
        return _page(
            request, present, "captions", status, fault=fault,
            page=page_of(rows, page_number(request), _A_PAGE),
            languages=sorted({*INTERFACE_LANGUAGES, *present.session.languages}),
            spoken=request.POST.get("language") or (present.session.languages or ["en"])[0],
            version=present.room.version, key=own_room_key(present),
            line_key=secrets.token_hex(16),
            **captions_context(View(present.room, current_language(), present.moderates)),
        )  # fmt: skip

    if request.method != "POST":
        return refused(Fault(), 200)

    def work(by: Present) -> str:
        reporting.add_caption(
            request.POST.get("text", ""),
            language=_language(request.POST.get("language")),
            key=request.POST.get("key", ""),
            by=by,
        )
        return ""

    if not is_scripted(request) and present.captions:
        # The captioner goes on typing in the same language, on the page with the line.
        try:
            work(present)
        except TesseraError as error:
            return refused(
                Fault("caption", "text", str(error), typed_of(request)), status_of(error)
            )
        return refused(Fault(), 200)
    return act(request, present, work, refused=refused, form="caption")


def _language(tag: str | None) -> str:
    return normalize_tag(tag) if tag and is_tag(tag) else current_language()


@csrf_exempt
@never_cache
@require_POST
def caption_feed(request: HttpRequest, identifier: str) -> HttpResponse:
    """A line of captions from a program: JSON ``{"text", "language"}``, with the room's key as a
    bearer token; with a ``key`` of its own it can be sent again. Answers 201, or a problem (RFC
    9457) with 401, 409, 413 or 422.
    """
    rooms = Room.objects.select_related("session").exclude(session__state=Session.State.DRAFT)
    found = rooms.filter(session__identifier=identifier.upper()).first()
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    if found is None or scheme.lower() != "bearer":
        return _problem(401, _("The key does not fit."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST_FEED:
        return _problem(413, _("A line of captions has 1 to 600 characters."))
    try:
        told = json.loads(request.body)
        text, language = str(told["text"]), str(told.get("language", ""))
        line = str(told.get("key") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return _problem(422, _("Send JSON with “text” and “language”."))
    try:
        reporting.feed_caption(found, key.strip(), text, language=_language(language), key=line)
    except TesseraError as error:
        status = status_of(error)
        return _problem(401 if status == 403 else status, str(error))
    return JsonResponse({"accepted": True}, status=201)


def _problem(status: int, detail: str) -> HttpResponse:
    body = {"type": "about:blank", "status": status, "title": detail, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@in_room("GET", "HEAD", "POST")
def report(request: HttpRequest, present: Present) -> HttpResponse:
    """The rapporteur's page: what was said, one intervention after the other."""
    if not present.reports:
        raise PermissionDenied
    number = number_of(request.GET.get("change", "") or request.POST.get("change", ""))
    changed = None
    if number is not None:
        changed = get_object_or_404(Intervention, pk=number, session=present.session)

    def refused(fault: Fault, status: int) -> HttpResponse:
        return _report_page(request, present, changed, fault, status)

    if request.method != "POST":
        return refused(Fault(), 200)

    def work(by: Present) -> str:
        if changed and request.POST.get("do") == "remove":
            return _remove(changed, by)
        return _write(request, by, changed)

    return act(request, present, work, refused=refused, form="report", back="live_report")


def _write(request: HttpRequest, by: Present, changed: Intervention | None) -> str:
    post = request.POST
    part = number_of(post.get("part", ""))
    reporting.write_intervention(
        summary=post.get("summary", ""),
        speaker=post.get("speaker", ""),
        consents="consents" in post,
        stakeholder=post.get("stakeholder", ""),
        minutes=_minutes(post.get("minutes", "").strip()),
        themes=post.getlist("themes")[:20],
        part=ProgrammePart.objects.filter(pk=part, session=by.session).first() if part else None,
        intervention=changed,
        seen=post.get("seen", ""),
        by=by,
    )
    return _("Saved.")


def _minutes(typed: str) -> int | None:
    minutes = number_of(typed)
    if typed and (minutes is None or not 1 <= minutes <= MOST_MINUTES):
        raise WordsError("minutes", _("Give 1 to 600 minutes."))
    return minutes


def _remove(changed: Intervention, by: Present) -> str:
    reporting.remove_intervention(changed, by=by)
    return _("Removed.")


def _report_page(
    request: HttpRequest,
    present: Present,
    changed: Intervention | None,
    fault: Fault,
    status: int,
) -> HttpResponse:
    language, picture = current_language(), labels()
    themes = [(e.code, e.label(language)) for e in picture.scheme("TH") if e.broader is None]
    names = dict(themes)
    if changed and fault.message:
        changed = Intervention.objects.filter(pk=changed.pk).first()
    rows = Intervention.objects.filter(session=present.session).select_related("part")
    page = page_of(rows.order_by("-created_at", "-pk"), page_number(request), 50)
    group_names = dict(groups())
    view = View(present.room, language, present.moderates)
    return _page(
        request, present, "report", status,
        fault=fault, changed=changed, page=page, is_stale=status == 409 and changed is not None,
        rows=[(each, group_names.get(each.stakeholder, ""),
               [names.get(code, code) for code in each.themes]) for each in page],
        themes=themes, groups=groups(), parts=parts_of(view),
        rule=rule_of(present.session), rule_name=picture.of(present.session.attribution_rule_id),
        may_name=may_name(present.session, consents=True),
        people=sorted({s.name for s in present.session.seats.all() if s.name}),
        values=fault.typed or _values(changed, present),
        chosen=request.POST.getlist("themes") if fault.typed else changed.themes if changed else [],
    )  # fmt: skip


def _values(changed: Intervention | None, present: Present) -> dict[str, str]:
    if changed is None:
        return {"part": str(present.room.part_id or ""), "minutes": ""}
    return {
        "summary": changed.summary,
        "speaker": changed.speaker,
        "stakeholder": changed.stakeholder,
        "minutes": str(changed.minutes or ""),
        "part": str(changed.part_id or ""),
        "consents": "1" if changed.speaker else "",
    }
