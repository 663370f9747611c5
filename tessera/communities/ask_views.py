"""Pages of asking a peer: asking, one's own questions, the reply by personal link, the numbers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.limits import count_attempt
from tessera.communities.actions import asking, reusing
from tessera.communities.ask_forms import AskForm, ReplyForm
from tessera.communities.forms import ReasonForm
from tessera.communities.measures import measures
from tessera.communities.models import PeerQuestion, PeerRequest
from tessera.communities.names import shown_names
from tessera.communities.reading import for_editors, fresh, told
from tessera.communities.rules import is_editor
from tessera.lib.errors import TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.lib.personal_links import InvalidLinkError
from tessera.web.client_address import client_network

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_A_PAGE = 20


@_FORM
@fresh
def ask(request: HttpRequest) -> HttpResponse:
    """Ask; visitors read how it works, and sign in."""
    if not request.user.is_authenticated:
        return render(request, "communities/ask.html", {"measures": measures()})
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = user_of(request)
        count_attempt("communities.ask", str(user.pk), most=10, within=timedelta(days=7))
        try:
            question = asking.ask_peers(**form.cleaned_data, by=user)
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            return redirect(question)
    own = PeerQuestion.objects.filter(asker=request.user.pk).order_by("-pk")
    context = {
        "form": form,
        "page": page_of(own, page_number(request), _A_PAGE),
        "measures": measures(),
    }
    return render(request, "communities/ask.html", context, status=422 if form.errors else 200)


@require_safe
@fresh
def ask_measures(request: HttpRequest) -> HttpResponse:
    """How well it works."""
    return render(request, "communities/ask_measures.html", {"measures": measures()})


def _own_question(request: HttpRequest, identifier: str) -> PeerQuestion:
    found: PeerQuestion = get_object_or_404(
        PeerQuestion.objects.select_related("asker"), identifier=normalize(identifier) or ""
    )
    if found.asker_id != request.user.pk and not is_editor(request.user):
        raise Http404
    return found


@require_safe
@sign_in_required
def question(request: HttpRequest, identifier: str) -> HttpResponse:
    """A question with its answers; for who asked, and for editors."""
    found, user = _own_question(request, identifier), user_of(request)
    requests = list(found.requests.select_related("person__user"))
    answered = [each for each in requests if each.state == PeerRequest.State.ANSWERED]
    users = {each.pk: each.person.user for each in answered if each.person and each.person.user}
    names = shown_names(users.values(), user)
    context = {
        "question": found,
        "answers": [
            (each, names[users[each.pk].pk] if each.pk in users else "") for each in answered
        ],
        "asked_count": len(requests),
        "waiting_count": sum(each.state == PeerRequest.State.ASKED for each in requests),
        "is_own": found.asker_id == user.pk,
    }
    return render(request, "communities/ask_question.html", context)


@require_POST
@sign_in_required
def close(request: HttpRequest, identifier: str) -> HttpResponse:
    """No more answers are needed."""
    found, user = _own_question(request, identifier), user_of(request)
    told(request, lambda: asking.close_question(found, by=user))
    return redirect(found)


@require_POST
@sign_in_required
def use_answer(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Thank for an answer, or make the draft of a record or a note on a record from it."""
    found, user = _own_question(request, identifier), user_of(request)
    answer = get_object_or_404(
        PeerRequest.objects.select_related("question"), question=found, pk=number
    )
    address: list[str] = []
    acts: dict[str, Callable[[], Any]] = {
        "thank": lambda: asking.thank_peer(answer, by=user),
        "draft": lambda: address.append(reusing.draft_from_answer(answer, by=user)),
        "note": lambda: address.append(
            reusing.note_from_answer(answer, record=request.POST.get("record", ""), by=user)
        ),
    }
    if act := acts.get(request.POST.get("act", "")):
        told(request, act)
    return redirect(address[0] if address else found)


@_FORM
@fresh
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the personal link of a mail; nothing changes before a button is pressed."""
    try:
        found = asking.read_request(token)
        response = _reply(request, found)
    except (InvalidLinkError, PeerRequest.DoesNotExist) as error:
        reason = str(error) if isinstance(error, InvalidLinkError) else ""
        context = {"reason": reason or _("This question is not there any more.")}
        response = render(request, "communities/bad_link.html", context, status=404)
    response["Referrer-Policy"] = "same-origin"
    return response


def _reply(request: HttpRequest, found: PeerRequest) -> HttpResponse:
    asked = found.question
    is_declining = request.POST.get("act") == "decline"
    initial = {"text": found.text, "language": found.language or asked.language}
    form = ReplyForm(
        request.POST if request.method == "POST" and not is_declining else None, initial=initial
    )
    done = ""
    if request.method == "POST":
        network = client_network(request)
        count_attempt("communities.reply", network, most=60, within=timedelta(hours=1))
        if is_declining:
            if told(request, lambda: asking.decline_request(found)):
                done = "declined"
        elif form.is_valid():
            try:
                asking.answer_question(found, **form.cleaned_data)
            except TesseraError as error:
                form.add_error("text", str(error))
            else:
                done = "answered"
    context = {
        "peer_request": found,
        "question": asked,
        "form": form,
        "done": done,
        "is_over": asked.state in {PeerQuestion.State.CLOSED, PeerQuestion.State.DECLINED},
    }
    status = 422 if form.errors else 200
    return render(request, "communities/ask_reply.html", context, status=status)


@_FORM
@for_editors
def decide(request: HttpRequest, identifier: str) -> HttpResponse:
    """Pass a first question on, or not."""
    found = _own_question(request, identifier)
    is_declining = request.POST.get("act") == "decline"
    form = ReasonForm(request.POST if is_declining else None)
    if request.method == "POST" and (not is_declining or form.is_valid()):
        reason = form.cleaned_data["reason"] if is_declining else ""
        user = user_of(request)
        told(
            request,
            lambda: asking.decide_question(
                found, is_passed_on=not is_declining, reason=reason, by=user
            ),
        )
        return redirect("community_moderation")
    context = {"question": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "communities/ask_decide.html", context, status=status)
