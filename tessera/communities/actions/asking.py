"""Asking peers: sending a question out, answering, following up, and using what was answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.communities.errors import CommunityStateError
from tessera.communities.mails import ASKED, ASKED_AGAIN, PEER_ANSWER, PEER_OUTCOME
from tessera.communities.matching import find_peers
from tessera.communities.models import PeerQuestion, PeerRequest, Post
from tessera.communities.rules import is_editor
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import make_token, read_token
from tessera.notifications.actions import send_mail

ANSWERING: Final = "communities.peer"
LINK_DAYS: Final = 90
#: Asked at first, and at most when the first are silent or cannot answer.
FIRST_ASKED: Final = 3
MOST_ASKED: Final = 5
MOST_OPEN: Final = 3
REMIND_AFTER: Final = timedelta(days=4)
SILENT_AFTER: Final = timedelta(days=9)
State = PeerQuestion.State
Asked = PeerRequest.State


def ask_peers(
    *,
    title: str,
    text: str,
    language: str,
    languages: Sequence[str],
    themes: Sequence[Any],
    place: Any,
    by: User,
) -> PeerQuestion:
    """Send a question to a few people who may know. The first of a member is read before.

    Raises:
        NotAllowedError: the account is not active.
        CommunityStateError: too many questions of the person are open.
    """
    check_may_write(by)
    if PeerQuestion.objects.filter(asker=by, state__in=[State.OPEN, State.HELD]).count() >= (
        MOST_OPEN
    ):
        raise CommunityStateError(
            _("Several of your questions are open. Close one before you ask another.")
        )
    with transaction.atomic():
        is_known = (
            is_editor(by)
            or Post.objects.live().filter(author=by).exists()
            or PeerQuestion.objects.filter(asker=by, routed_at__isnull=False).exists()
        )
        question = PeerQuestion.objects.create(
            title=title.strip(),
            text=text.strip(),
            language=language,
            languages=list(dict.fromkeys([language, *languages])),
            place=place,
            asker=by,
            state=State.OPEN if is_known else State.HELD,
        )
        question.themes.set(themes)
        if is_known:
            _route(question, FIRST_ASKED)
        log(question, "communities.question.ask", user=by)
    return question


def decide_question(
    question: PeerQuestion, *, is_passed_on: bool, reason: str, by: Actor
) -> PeerQuestion:
    """Pass a first question on, or not; who asked is told.

    Raises:
        NotAllowedError: not an editor, or one's own.
        CommunityStateError: decided already, or no reason.
    """
    if not is_editor(by) or (by.pk and by.pk == question.asker_id):
        raise NotAllowedError(_("Only moderators may do this."))
    if not is_passed_on and not reason.strip():
        raise CommunityStateError(_("Give the reason; the author reads it."))
    with transaction.atomic():
        locked = PeerQuestion.objects.select_for_update().get(pk=question.pk)
        if locked.state != State.HELD:
            raise CommunityStateError(_("Somebody answered already."))
        if is_passed_on:
            locked.state = State.OPEN
            _route(locked, FIRST_ASKED)
        else:
            locked.state, locked.reason = State.DECLINED, reason.strip()[:1000]
            _tell_asker(locked, "declined", locked.reason)
        locked.save()
        log(locked, "communities.question.decide", user=user_or_none(by))
    return locked


def _route(question: PeerQuestion, most: int) -> int:
    """Ask so many more people, five in all; how many were found. In a transaction."""
    most = min(most, MOST_ASKED - question.requests.count())
    known = list(question.requests.exclude(person=None).values_list("person", flat=True))
    now, asked = timezone.now(), 0
    # Some who fit have stopped these mails: look at more than are needed.
    for match in find_peers(question, most=most * 4, without=known):
        if asked == most:
            break
        request = PeerRequest.objects.create(
            question=question, person=match.person, why=list(match.why), asked_at=now
        )
        user = match.person.user
        if user and send_mail(ASKED, to=user, context=_mail_context(request)):
            asked += 1
        else:
            request.delete()
    question.routed_at = question.routed_at or now
    question.save(update_fields=["routed_at"])
    waiting = question.requests.filter(state=Asked.ASKED).exists()
    if not waiting and question.state == State.OPEN and question.first_answer_at is None:
        question.state = State.UNANSWERED
        question.save(update_fields=["state"])
        _tell_asker(question, "silent", "")
    return asked


def _mail_context(request: PeerRequest) -> dict[str, Any]:
    token = make_token(ANSWERING, str(request.pk))
    question = request.question
    return {
        "title": question.title,
        "text": question.text,
        "path": reverse("ask_reply", args=[token]),
    }


def _tell_asker(question: PeerQuestion, state: str, text: str) -> None:
    asker = question.asker
    if asker and asker.is_active:
        context = {
            "title": question.title,
            "state": state,
            "text": text,
            "path": question.get_absolute_url(),
        }
        send_mail(PEER_OUTCOME, to=asker, context=context)


def read_request(token: str) -> PeerRequest:
    """The request of a personal link.

    Raises:
        InvalidLinkError: not ours, or too old.
        PeerRequest.DoesNotExist: the question is gone.
    """
    number = read_token(ANSWERING, token, days=LINK_DAYS)
    return PeerRequest.objects.select_related("question", "person").get(pk=number)


def answer_question(request: PeerRequest, *, text: str, language: str) -> PeerRequest:
    """Answer; whoever holds the personal link may, and may correct the answer later.

    Raises:
        CommunityStateError: no words, or the question was closed.
    """
    if not text.strip():
        raise CommunityStateError(_("Write something."))
    with transaction.atomic():
        locked = (
            PeerRequest.objects.select_for_update().select_related("question").get(pk=request.pk)
        )
        question = locked.question
        if question.state in {State.CLOSED, State.DECLINED}:
            raise CommunityStateError(_("Who asked has closed this question."))
        is_new = locked.state != Asked.ANSWERED
        now = timezone.now()
        locked.text, locked.language = text.strip(), language
        locked.state, locked.answered_at = Asked.ANSWERED, locked.answered_at or now
        locked.save()
        PeerQuestion.objects.filter(pk=question.pk).update(
            state=State.ANSWERED, first_answer_at=question.first_answer_at or now
        )
        if is_new and question.asker and question.asker.is_active:
            context = {"title": question.title, "path": question.get_absolute_url()}
            send_mail(PEER_ANSWER, to=question.asker, context=context)
    return locked


def decline_request(request: PeerRequest) -> PeerRequest:
    """Say that one cannot answer; somebody else is asked. Whoever holds the link may.

    Raises:
        CommunityStateError: answered already.
    """
    with transaction.atomic():
        changed = PeerRequest.objects.filter(
            pk=request.pk, state__in=[Asked.ASKED, Asked.SILENT]
        ).update(state=Asked.DECLINED, answered_at=timezone.now())
        request.refresh_from_db()
        if not changed and request.state == Asked.ANSWERED:
            raise CommunityStateError(_("You answered this question already."))
        if changed and request.question.state == State.OPEN:
            _route(request.question, 1)
    return request


def close_question(question: PeerQuestion, *, by: User) -> PeerQuestion:
    """No more answers are needed.

    Raises:
        NotAllowedError: somebody else's.
    """
    if question.asker_id != by.pk:
        raise NotAllowedError(_("Only who asked may do this."))
    PeerQuestion.objects.filter(pk=question.pk).update(state=State.CLOSED)
    question.refresh_from_db()
    return question


def thank_peer(request: PeerRequest, *, by: User) -> PeerRequest:
    """Say that an answer helped.

    Raises:
        NotAllowedError: somebody else's question.
    """
    if request.question.asker_id != by.pk:
        raise NotAllowedError(_("Only who asked may do this."))
    PeerRequest.objects.filter(pk=request.pk, state=Asked.ANSWERED).update(is_helpful=True)
    request.refresh_from_db()
    return request


def follow_up_questions() -> int:
    """Remind who was asked and is silent, once; later ask others. How many were touched.

    Each in its own transaction, so that one that fails keeps no other.
    """
    now, touched = timezone.now(), 0
    open_ones = PeerRequest.objects.filter(state=Asked.ASKED, question__state=State.OPEN)
    late = open_ones.filter(reminded_at=None, asked_at__lt=now - REMIND_AFTER)
    for request in late.select_related("question", "person__user")[:500]:
        with transaction.atomic():
            PeerRequest.objects.filter(pk=request.pk).update(reminded_at=now)
            user = request.person.user if request.person else None
            if user and user.is_active:
                send_mail(ASKED_AGAIN, to=user, context=_mail_context(request))
            touched += 1
    silent = open_ones.filter(reminded_at__isnull=False, asked_at__lt=now - SILENT_AFTER)
    for request in silent.select_related("question")[:500]:
        with transaction.atomic():
            PeerRequest.objects.filter(pk=request.pk).update(state=Asked.SILENT)
            _route(request.question, 1)
            touched += 1
    return touched
