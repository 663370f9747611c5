"""Writing to people whose addresses nobody learns, and reporting what should not be there."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.network.blocks import is_blocked
from tessera.network.directory.entries import refresh_entries
from tessera.network.mails import HIDDEN, MESSAGE, REMOVED, tell_reporter
from tessera.network.models import Availability, Message, Person, Report
from tessera.network.people import shown_name
from tessera.notifications.actions import send_mail

_A_MONTH: Final = timedelta(days=30)
MOST_A_DAY: Final = 10
MOST_TO_ONE: Final = 3


class NoMoreQuestionsError(TesseraError):
    """The person takes no question now."""


def why_not_write(person: Person) -> str:
    """Why somebody cannot write to a person whom they may meet; empty when they can."""
    if not person.user_id and not person.mailbox:
        return _("This entry is not claimed, and there is no way yet to reach the person.")
    is_back = person.available_from and person.available_from <= timezone.localdate()
    if person.availability == Availability.PAUSED and not is_back:
        return _("This person cannot be asked at present.")
    recent = Message.objects.filter(
        person=person, thread=None, at__gte=timezone.now() - _A_MONTH
    ).count()
    if recent >= person.questions_a_month:
        return _("This person has been asked as often this month as they wished.")
    return ""


def write_to_person(person: Person, *, by: User, text: str) -> Message:
    """Pass a question on. Neither of the two learns the other's address.

    Raises:
        NotAllowedError: they may not meet, or it is oneself.
        NoMoreQuestionsError: the person takes no question now.
        LimitReachedError: too many messages in a day.
    """
    met = Person.objects.seen_by(by).filter(pk=person.pk).first()
    if met is None or met.user_id == by.pk or not by.is_active:
        raise NotAllowedError(_("You cannot write to this person."))
    check_may_write(by)
    if reason := why_not_write(met):
        raise NoMoreQuestionsError(reason)
    _count(by, f"person-{met.pk}")
    with transaction.atomic():
        now = timezone.now()
        message = Message.objects.create(
            person=met, sender=by, recipient=met.user, text=text, last_at=now
        )
        log(by, "network.message.send", user=by)
        _tell(message, to=met.user or met.mailbox)
    return message


def answer_message(thread: Message, *, by: User, text: str) -> Message:
    """Answer in a thread of two.

    Raises:
        NotAllowedError: it is not one's own thread, or one of the two keeps the other away.
        LimitReachedError: too many messages in a day.
    """
    other = other_of(thread, by)
    if other is None or not other.is_active or is_blocked(by, other):
        raise NotAllowedError(_("You cannot write to this person."))
    check_may_write(by)
    _count(by, f"thread-{thread.pk}", most=20)
    with transaction.atomic():
        now = timezone.now()
        message = Message.objects.create(
            thread=thread, person=thread.person, sender=by, recipient=other, text=text, last_at=now
        )
        Message.objects.filter(pk=thread.pk).update(last_at=now)
        _tell(message, to=other)
    return message


def threads_of(user: User) -> Any:
    """One's threads, the last changed first; none with somebody whom a block keeps away."""
    own = Q(sender=user) | Q(recipient=user)
    rows = Message.objects.filter(own, thread=None).select_related("sender", "recipient", "person")
    return rows.order_by("-last_at", "-pk")


def other_of(thread: Message, user: User) -> User | None:
    """The other of the two; none when it is not one's own, or when the other has gone."""
    if thread.sender_id == user.pk:
        return thread.recipient
    return thread.sender if thread.recipient_id == user.pk else None


def report(
    *,
    by: User,
    reason: str,
    text: str,
    person: Person | None = None,
    message: Message | None = None,
) -> Report:
    """Tell moderators. One open report of a thing by one member is enough.

    Raises:
        NotAllowedError: the message is not to the reporter, or the profile is not to be seen.
        LimitReachedError: too many reports in a day.
    """
    if message is not None and message.recipient_id != by.pk:
        raise NotAllowedError(_("Only who got a message can report it."))
    is_appeal = reason == Report.Reason.APPEAL
    seen = person and Person.objects.seen_by(by).filter(pk=person.pk).exists()
    is_own = bool(person and person.user_id == by.pk)
    if message is None and (not seen or is_appeal != is_own or not by.is_active):
        raise NotAllowedError(_("You cannot report this."))
    count_attempt("network.report", str(by.pk), most=20, within=timedelta(days=1))
    with transaction.atomic():
        made, _is_new = Report.objects.get_or_create(
            person=person,
            message=message,
            reporter=by,
            state=Report.State.OPEN,
            defaults={"reason": Report.Reason(reason), "text": text},
        )
        log(by, "network.report.send", user=by)
    return made


def can_moderate(who: Any) -> bool:
    """Editors."""
    return bool(who.is_authenticated and who.is_active and who.has_perm("network.change_person"))


def can_decide(who: Any, found: Report) -> bool:
    """Moderators, but not about themselves, nor about an appeal against their own decision."""
    own = {found.reporter_id, found.person.user_id if found.person else None,
           found.message.sender_id if found.message else None}  # fmt: skip
    if not can_moderate(who) or who.pk in own:
        return False
    if found.reason != Report.Reason.APPEAL:
        return True
    upheld = Report.objects.filter(person=found.person, state=Report.State.UPHELD)
    return not upheld.exclude(reason=Report.Reason.APPEAL).filter(decided_by=who).exists()


def decide_report(found: Report, *, is_upheld: bool, answer: str, by: User) -> Report:
    """Take away what was reported, or leave it; both sides are told the reason.

    An upheld appeal shows the profile again.

    Raises:
        NotAllowedError: no moderator, or one who is concerned.
        TesseraError: somebody was faster.
    """
    if not can_decide(by, found):
        raise NotAllowedError(_("You may not decide about this report."))
    with transaction.atomic():
        locked = Report.objects.select_for_update().get(pk=found.pk)
        if locked.state != Report.State.OPEN:
            raise TesseraError(_("Somebody decided about this report already."))
        _answer(locked, is_upheld=is_upheld, answer=answer, by=by)
        if is_upheld:
            _take_away(locked, answer)
            for other in _about_the_same(locked, by):
                _answer(other, is_upheld=True, answer=answer, by=by)
        log(by, "network.report.decide", user=by, data={"report": locked.pk, "upheld": is_upheld})
    return locked


def _answer(found: Report, *, is_upheld: bool, answer: str, by: User) -> None:
    found.state = Report.State.UPHELD if is_upheld else Report.State.DISMISSED
    found.answer, found.decided_by, found.decided_at = answer, by, timezone.now()
    found.save()
    is_other = found.person and found.reason != Report.Reason.APPEAL
    about = found.person.display_name if is_other and found.person else ""
    tell_reporter(found.reporter, about=about, is_upheld=is_upheld, answer=answer,
                  path=_path("own_messages"))  # fmt: skip


def _about_the_same(found: Report, by: User) -> list[Report]:
    """What others reported of the profile that is hidden now: nobody has to decide it again."""
    if found.person is None or found.reason == Report.Reason.APPEAL:
        return []
    rows = Report.objects.select_for_update().filter(person=found.person, state=Report.State.OPEN)
    return list(rows.exclude(reason=Report.Reason.APPEAL).exclude(reporter=by))


def _take_away(found: Report, answer: str) -> None:
    now = timezone.now()
    if found.message_id:
        Message.objects.filter(pk=found.message_id).update(text="–", removed_at=now)
        sender = found.message.sender if found.message else None
        if sender and sender.is_active:
            send_mail(REMOVED, to=sender, context={"answer": answer, "path": _path("own_messages")})
        return
    person = found.person
    assert person is not None, "a report is about a message or a person"
    person.hidden_at = None if found.reason == Report.Reason.APPEAL else now
    person.save(update_fields=["hidden_at"])
    refresh_entries([person])
    if person.hidden_at and person.user:
        send_mail(HIDDEN, to=person.user, context={"answer": answer, "path": _path("own_profile")})


def _count(sender: User, subject: str, most: int = MOST_TO_ONE) -> None:
    day = timedelta(days=1)
    count_attempt("network.message", str(sender.pk), most=MOST_A_DAY * 4, within=day)
    if subject.startswith("person"):
        count_attempt("network.question", str(sender.pk), most=MOST_A_DAY, within=day)
    count_attempt("network.message-to", f"{sender.pk}-{subject}", most=most, within=day)


def _tell(message: Message, *, to: User | str) -> None:
    sender = message.sender
    assert sender is not None, "somebody has just written"
    language = to.language if isinstance(to, User) else ""
    reader: Any = to if isinstance(to, User) else _Anybody()
    with override(language or get_language() or settings.LANGUAGE_CODE):
        name = shown_name(sender, reader)
        path = (
            reverse("own_thread", args=[message.thread_id or message.pk])
            if message.recipient_id
            else reverse("person_detail", args=[message.person.identifier])  # type: ignore[union-attr]
        )
    context = {"name": name, "text": message.text, "path": path,
               "is_answer": message.thread_id is not None}  # fmt: skip
    send_mail(MESSAGE, to=to, context=context, language=get_language() or "")


class _Anybody:
    """A reader without an account."""

    is_authenticated = False


def _path(name: str) -> str:
    return reverse(name)
