"""What participants send from the room's page: questions, support, hands, answers, notes."""

from collections.abc import Callable

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.lib.languages import is_tag, normalize_tag
from tessera.lib.pages import page_number, page_of
from tessera.meetings.detail import session_card
from tessera.meetings.live import asking, floor, noting, polling
from tessera.meetings.live.answering import PAGE, Fault, act, in_room
from tessera.meetings.live.models import BreakoutGroup, Poll, Question
from tessera.meetings.live.models.questions import SHOWN, SUPPORTABLE
from tessera.meetings.live.presence import Present
from tessera.meetings.live.showing import View, in_order, personal
from tessera.meetings.live.showing_polls import poll_shown, polls_for
from tessera.meetings.live.views import room_page
from tessera.vocabularies.labels import current_language

_A_PAGE = 50
_POLLS_A_PAGE = 10


def number_of(text: str) -> int | None:
    """A number as sent by a form."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def shown_again(request: HttpRequest, present: Present) -> Callable[[Fault, int], HttpResponse]:
    """How a refused form of the room's page is shown."""

    def show(fault: Fault, status: int) -> HttpResponse:
        return room_page(request, present, fault, status)

    return show


def own_of(present: Present, model: type, number: str) -> object:
    """A row of this session by its number. Another session's does not exist here."""
    pk = number_of(number)
    if pk is None:
        raise Http404
    return get_object_or_404(model, pk=pk, session=present.session)


@in_room("POST")
def ask(request: HttpRequest, present: Present) -> HttpResponse:
    """Put a question."""
    language = request.POST.get("language", "")

    def work(by: Present) -> str:
        question = asking.ask(
            request.POST.get("text", ""),
            language=normalize_tag(language) if is_tag(language) else current_language(),
            with_name="unnamed" not in request.POST,
            by=by,
        )
        if question.state == Question.State.NEW:
            return _("Thank you. Your question is shown when a moderator has seen it.")
        return _("Your question is in the queue.")

    return act(
        request, present, work, refused=shown_again(request, present), form="ask",
        anchor="#questions",
    )  # fmt: skip


@in_room("POST")
def vote(request: HttpRequest, present: Present) -> HttpResponse:
    """Support a question, or take it back. Always one's own vote: who votes is in the cookie."""
    question = own_of(present, Question, request.POST.get("question", ""))
    assert isinstance(question, Question)
    is_given = request.POST.get("support") != "0"

    def work(by: Present) -> str:
        claimed = request.POST.get("participant", "")
        if claimed and claimed != str(by.participant.pk):
            raise NotAllowedError(_("Everybody can vote only for themselves."))
        asking.support(question, is_given=is_given, by=by)
        return ""

    # Whoever votes in the list of all questions stays there.
    page, dash, order = request.POST.get("back", "").partition("-")
    listed = f"?page={number_of(page) or 1}&order={'new' if order == 'new' else 'support'}"
    return act(
        request, present, work, refused=shown_again(request, present), form="vote",
        back="live_questions" if dash else PAGE,
        anchor=f"{listed if dash else ''}#q{question.pk}", done={"supported": is_given},
    )  # fmt: skip


def questions_for(present: Present) -> QuerySet[Question]:
    """What somebody may read: everything that was ever shown, and their own; moderators all."""
    rows = Question.objects.filter(session=present.session)
    if present.moderates:
        return rows
    was_decided = Q(state__in=["declined", "merged"], was_shown=True)
    return rows.filter(Q(state__in=SHOWN) | was_decided | Q(author=present.participant))


@in_room("GET", "HEAD")
def question_list(request: HttpRequest, present: Present) -> HttpResponse:
    """All questions of the session with what became of them, in pages."""
    order = "new" if request.GET.get("order") == "new" else "support"
    rows = in_order(
        questions_for(present).select_related("merged_into").annotate(support=Count("votes")), order
    )
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {
        "card": session_card(present.session, current_language()),
        "session": present.session,
        "page": page,
        "order": order,
        "room": present.room,
        "personal": personal(present),
        "supportable": SUPPORTABLE,
        "present": present,
        "base": f"/{current_language()}/sessions/{present.session.identifier}/live/",
    }
    return render(request, "meetings/live/questions.html", context)


@in_room("GET", "HEAD")
def poll_list(request: HttpRequest, present: Present) -> HttpResponse:
    """All polls of the session with their results, the newest first, in pages."""
    language = current_language()
    view = View(present.room, language, present.moderates)
    page = page_of(
        polls_for(view).order_by("-created_at", "-pk"), page_number(request), _POLLS_A_PAGE
    )
    context = {
        "card": session_card(present.session, language),
        "session": present.session,
        "page": page,
        "polls": [poll_shown(view, poll) for poll in page],
        "base": f"/{language}/sessions/{present.session.identifier}/live/",
    }
    return render(request, "meetings/live/polls.html", context)


@in_room("GET", "HEAD")
def own_state(request: HttpRequest, present: Present) -> HttpResponse:
    """For the page's script: the group that a moderator has assigned."""
    return JsonResponse({"group": present.participant.group_id})


@in_room("POST")
def hand(request: HttpRequest, present: Present) -> HttpResponse:
    """Raise the hand, or take it down."""
    raises = request.POST.get("hand") != "0"
    done: dict[str, object] = {"raised": raises}

    def work(by: Present) -> str:
        if not raises:
            floor.lower_hand(by=by)
            return _("Your hand is down.")
        done["hand"] = floor.raise_hand(by=by).pk
        return _("Your hand is raised. A moderator gives the floor.")

    return act(
        request, present, work, refused=shown_again(request, present), form="hand",
        anchor="#floor", done=done,
    )  # fmt: skip


@in_room("POST")
def poll_answer(request: HttpRequest, present: Present) -> HttpResponse:
    """Answer a poll, or change the answer."""
    poll = own_of(present, Poll, request.POST.get("poll", ""))
    assert isinstance(poll, Poll)
    step = number_of(request.POST.get("step", ""))

    def work(by: Present) -> str:
        chosen = [number_of(each) for each in request.POST.getlist("choice")[:20]]
        if poll.kind == Poll.Kind.RANKING:
            chosen = ranked(request, poll)
        polling.answer_poll(
            poll,
            by=by,
            chosen=[each for each in chosen if each is not None],
            step=step,
            words=request.POST.getlist("word")[:10],
        )
        return _("Your answer counts. You can change it while the poll is open.")

    return act(
        request, present, work, refused=shown_again(request, present), form=f"poll-{poll.pk}",
        anchor=f"#poll-{poll.pk}",
    )  # fmt: skip


def ranked(request: HttpRequest, poll: Poll) -> list[int | None]:
    """The choices by the places they were given; empty when two share a place."""
    places = {
        number_of(request.POST.get(f"place-{choice.pk}", "")): choice.pk
        for choice in poll.choices.all()
    }
    places.pop(None, None)
    return [places[place] for place in sorted(each for each in places if each is not None)]


@in_room("POST")
def note_add(request: HttpRequest, present: Present) -> HttpResponse:
    """Add a paragraph to the notes of everybody."""

    def work(by: Present) -> str:
        note = noting.note_of(by.session)
        noting.add_paragraph(note, request.POST.get("text", ""), by=by)
        return _("Your note is there.")

    return act(
        request, present, work, refused=shown_again(request, present), form="note",
        anchor="#notes",
    )  # fmt: skip


@in_room("POST")
def group_join(request: HttpRequest, present: Present) -> HttpResponse:
    """Go into a group, or out of it."""
    number = request.POST.get("group", "")
    group = own_of(present, BreakoutGroup, number) if number else None
    assert group is None or isinstance(group, BreakoutGroup)

    def work(by: Present) -> str:
        noting.join_group(group, by=by)
        return _("You are in the group “%(name)s”.") % {"name": group.name} if group else ""

    return act(
        request, present, work, refused=shown_again(request, present), form="group",
        anchor="#groups", done={"group": group.pk if group else None},
    )  # fmt: skip
