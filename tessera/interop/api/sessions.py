"""Working sessions: all of them in pages, and one. Nothing about who registered."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from ninja import Field, Query, Router, Schema

from tessera.interop.api.paging import after, chosen_fields, next_address, only
from tessera.interop.api.shapes import Shape
from tessera.interop.description import uri_of
from tessera.lib.identifiers import normalize
from tessera.lib.languages import html_tag
from tessera.meetings.models import Session
from tessera.vocabularies.labels import labels

router = Router(tags=["Sessions"])
_NONE = "There is no public session with this identifier."


class SessionText(Shape):
    """Title and question in one language, and how they came to be."""

    language: str
    title: str
    guiding_question: str
    about: str
    decision_sought: str
    status: str


class ConvenerShape(Shape):
    """Who convenes; ``organization`` is an identifier where it is in the directory."""

    name: str
    organization: str | None


class SessionShape(Shape):
    """A working session. Times are in UTC; ``time_zone`` is the one it is announced in."""

    id: str
    url: str
    page: str | None = None
    calendar: str | None = None
    state: str | None = None
    cancelled: bool | None = None
    format: str | None = None
    begins: str | None = None
    ends: str | None = None
    time_zone: str | None = None
    place: str | None = None
    online: bool | None = None
    languages: list[str] | None = None
    interpretation: bool | None = None
    capacity: int | None = None
    texts: list[SessionText] | None = None
    conveners: list[ConvenerShape] | None = None
    modified: str | None = None


class SessionList(Shape):
    """A page of sessions; ``next`` is the address of the page after it."""

    results: list[SessionShape]
    next: str | None


class SessionParameters(Schema):
    """Which sessions, how many, and what of them."""

    upcoming: bool = Field(False, description="Only those that have not begun.")
    fields: str = Field("", description="Members wanted, separated by commas; all when empty.")
    limit: int = Field(50, ge=1, le=200, description="How many a page.")
    after: str = Field("", description="Identifier of the last one of the page before.")


@router.get(
    "/sessions",
    response=SessionList,
    exclude_unset=True,
    url_name="api-sessions",
    summary="All working sessions, page by page",
)
def session_list(request: HttpRequest, parameters: Query[SessionParameters]) -> Any:
    """In a lasting order, oldest in the database first. Go on with “next” until it is null."""
    fields = chosen_fields(parameters.fields, set(SessionShape.model_fields))
    rows = _public()
    if parameters.upcoming:
        rows = rows.filter(starts_at__gt=timezone.now())
    rows = after(rows, Session, parameters.after).order_by("pk")
    found = list(rows[: parameters.limit + 1])
    shown = found[: parameters.limit]
    return {
        "results": [only(session_values(each), fields) for each in shown],
        "next": next_address("sessions", parameters.dict(), shown[-1].identifier)
        if len(found) > parameters.limit
        else None,
    }


@router.get(
    "/sessions/{identifier}",
    response={200: SessionShape},
    url_name="api-session",
    summary="A public working session",
)
def session(request: HttpRequest, identifier: str) -> Any:
    """What everybody may know of it."""
    normal = normalize(identifier)
    if normal is None:
        raise Http404(_NONE)
    found = _public().filter(identifier=normal).first()
    if found is None:
        raise Http404(_NONE)
    return session_values(found)


def _public() -> Any:
    """Public sessions with what is told of them: two more queries."""
    return (
        Session.objects.public()
        .with_texts()
        .prefetch_related("conveners__organization")
        .order_by("pk")
    )


def session_values(session: Session) -> dict[str, Any]:
    """A gathered session as JSON values. No query."""
    picture = labels()
    place = picture.places.get(session.place_id or 0)
    form = picture.concepts.get(session.format_id)
    with override("en"):
        page = settings.BASE_URL + session.get_absolute_url()
        calendar = settings.BASE_URL + reverse("session_calendar", args=[session.identifier])
    return {
        "id": session.identifier,
        "url": uri_of(session.identifier),
        "page": page,
        "calendar": calendar,
        "state": session.state,
        "cancelled": session.cancelled_at is not None,
        "format": form.code if form else "",
        "begins": _moment(session.starts_at),
        "ends": _moment(session.ends_at),
        "time_zone": session.time_zone,
        "place": place.code if place else None,
        "online": session.is_online,
        "languages": [html_tag(each) for each in session.languages],
        "interpretation": session.has_interpretation,
        "capacity": session.capacity,
        "texts": [
            {
                "language": html_tag(text.language),
                "title": text.title,
                "guiding_question": text.guiding_question,
                "about": text.about,
                "decision_sought": text.decision_sought,
                "status": text.status,
            }
            for text in session.texts.all()
        ],
        "conveners": [_convener(each) for each in session.conveners.all()],
        "modified": _moment(session.updated_at),
    }


def _convener(convener: Any) -> dict[str, Any]:
    known = convener.organization
    is_public = known is not None and known.live and not known.withdrawn_at
    return {"name": convener.name, "organization": known.identifier if is_public else None}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
