"""Flagging, reading first posts, hiding, locking, and appeals."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.communities.actions.talking import count_and_tell, drop_from_view
from tessera.communities.errors import CommunityStateError
from tessera.communities.mails import MODERATED
from tessera.communities.models import Discussion, Flag, Post, Ruling
from tessera.communities.rules import belongs_to, can_manage, can_read, is_editor
from tessera.lib.errors import NotAllowedError
from tessera.network.mails import tell_reporter
from tessera.notifications.actions import send_mail

State = Post.State
Appeal = Ruling.Appeal


def flag_post(post: Post, *, reason: str, text: str, by: User) -> Flag:
    """Ask a moderator to look at a post; again changes the reason.

    Raises:
        NotAllowedError: who flags may not read it.
        CommunityStateError: not visible, or one's own.
    """
    readable = Discussion.objects.readable_by(by).filter(pk=post.discussion_id)
    if not by.is_active or not readable.exists():
        raise NotAllowedError(_("You may not read this post."))
    if post.state != State.LIVE or post.author_id == by.pk:
        raise CommunityStateError(_("This post cannot be reported."))
    with transaction.atomic():
        flag, _is_new = Flag.objects.update_or_create(
            post=post,
            by=by,
            defaults={"reason": Flag.Reason(reason), "text": text[:1000], "closed_at": None},
        )
    return flag


def _check_moderates(by: Actor, post: Post) -> None:
    if not can_manage(by, post.discussion.community):
        raise NotAllowedError(_("Only moderators may do this."))


def approve_post(post: Post, *, by: Actor) -> Post:
    """Let others see a post that was held, or leave a flagged one as it is.

    Raises:
        NotAllowedError: not a moderator, or one's own.
    """
    _check_moderates(by, post)
    if by.pk and post.author_id == by.pk:
        raise NotAllowedError(_("You may not decide about what you wrote yourself."))
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        _close_flags(locked, is_upheld=False, answer="")
        if locked.state == State.HELD:
            locked.state = State.LIVE
            locked.save(update_fields=["state"])
            count_and_tell(locked)
            _notify(locked, "approved", "")
        log(locked, "communities.post.moderate", user=user_or_none(by))
    return locked


def hide_post(post: Post, *, reason: str, by: Actor) -> Ruling:
    """Hide a post; its author is told why, and may appeal.

    Raises:
        NotAllowedError: not a moderator.
        CommunityStateError: no reason, or hidden or taken back already.
    """
    _check_moderates(by, post)
    if not reason.strip():
        raise CommunityStateError(_("Give the reason; the author reads it."))
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        if locked.state not in {State.LIVE, State.HELD}:
            raise CommunityStateError(_("This post is hidden already."))
        drop_from_view(locked, State.HIDDEN)
        _close_flags(locked, is_upheld=True, answer=reason.strip())
        ruling = Ruling.objects.create(
            post=locked, kind=Ruling.Kind.HIDE, reason=reason.strip(), by=user_or_none(by)
        )
        _notify(locked, "hidden", ruling.reason)
        log(locked, "communities.post.moderate", user=user_or_none(by))
    return ruling


def _close_flags(post: Post, *, is_upheld: bool, answer: str) -> None:
    """The reports are dealt with, and whoever sent them is told. In a transaction."""
    rows = post.flags.filter(closed_at=None)
    path = post.get_absolute_url()
    for flag in rows.select_related("by"):
        if _may_hear(flag.by, post.discussion):
            tell_reporter(
                flag.by, about=post.discussion.title, is_upheld=is_upheld, answer=answer, path=path
            )
    rows.update(closed_at=timezone.now())


def _may_hear(user: User, discussion: Discussion) -> bool:
    """Whether the title of a discussion, hidden or not, is still nothing new to somebody."""
    if discussion.is_for_members:
        return belongs_to(user, discussion.community)
    return can_read(user, discussion.community)


def restore_post(post: Post, *, by: Actor) -> Post:
    """Show a hidden post again.

    Raises:
        NotAllowedError: not a moderator.
        CommunityStateError: it is not hidden.
    """
    _check_moderates(by, post)
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        if locked.state != State.HIDDEN:
            raise CommunityStateError(_("This post is not hidden."))
        locked.state = State.LIVE
        locked.save(update_fields=["state"])
        _end_rulings(locked, Ruling.Kind.HIDE)
        count_and_tell(locked)
        _notify(locked, "restored", "")
        log(locked, "communities.post.moderate", user=user_or_none(by))
    return locked


def lock_discussion(discussion: Discussion, *, reason: str, by: Actor) -> Discussion:
    """Let nobody write in a discussion; with a reason that everybody reads. Empty opens it again.

    Raises:
        NotAllowedError: not a moderator.
        CommunityStateError: it is locked already.
    """
    if not can_manage(by, discussion.community):
        raise NotAllowedError(_("Only moderators may do this."))
    with transaction.atomic():
        locked = Discussion.objects.select_for_update().get(pk=discussion.pk)
        first = locked.posts.get(number=1)
        if reason.strip() and locked.locked_at:
            raise CommunityStateError(_("This discussion is locked."))
        if reason.strip():
            locked.lock_reason, locked.locked_at = reason.strip()[:500], timezone.now()
            Ruling.objects.create(
                post=first, kind=Ruling.Kind.LOCK, reason=locked.lock_reason, by=user_or_none(by)
            )
            _notify(first, "locked", locked.lock_reason)
        else:
            locked.lock_reason, locked.locked_at = "", None
            _end_rulings(first, Ruling.Kind.LOCK)
        locked.save(update_fields=["lock_reason", "locked_at"])
        log(locked, "communities.discussion.lock", user=user_or_none(by))
    return locked


def _end_rulings(post: Post, kind: str) -> None:
    """What was decided is taken back; an appeal that still waits has succeeded by that."""
    running = post.rulings.filter(kind=kind, ended_at=None)
    running.filter(appeal_state=Appeal.OPEN).update(appeal_state=Appeal.OVERTURNED)
    running.update(ended_at=timezone.now())


def appeal_ruling(ruling: Ruling, *, text: str, by: User) -> Ruling:
    """Ask an editor who had no part in it to look again; once.

    Raises:
        NotAllowedError: somebody else's post.
        CommunityStateError: no words, appealed already, or over.
    """
    if ruling.post.author_id != by.pk:
        raise NotAllowedError(_("Only the author may appeal."))
    if not text.strip():
        raise CommunityStateError(_("Say why the decision is wrong."))
    changed = Ruling.objects.filter(pk=ruling.pk, appeal_state=Appeal.NONE, ended_at=None).update(
        appeal_state=Appeal.OPEN, appeal=text.strip()[:2000]
    )
    if not changed:
        raise CommunityStateError(_("You cannot appeal against this any more."))
    ruling.refresh_from_db()
    return ruling


def decide_ruling_appeal(ruling: Ruling, *, is_overturned: bool, answer: str, by: Actor) -> Ruling:
    """Answer an appeal; by an editor who did not make the decision.

    Raises:
        NotAllowedError: no editor, or who decided first, or the author.
        CommunityStateError: no answer, or answered already.
    """
    if not is_editor(by) or (by.pk and by.pk in {ruling.by_id, ruling.post.author_id}):
        raise NotAllowedError(_("Somebody who had no part in it decides about an appeal."))
    if not answer.strip():
        raise CommunityStateError(_("Write an answer; the author reads it."))
    with transaction.atomic():
        locked = Ruling.objects.select_for_update().select_related("post").get(pk=ruling.pk)
        if locked.appeal_state != Appeal.OPEN:
            raise CommunityStateError(_("Somebody answered already."))
        locked.appeal_state = Appeal.OVERTURNED if is_overturned else Appeal.UPHELD
        locked.answer = answer.strip()[:2000]
        if is_overturned:
            locked.ended_at = timezone.now()
        locked.save()
        if is_overturned and locked.kind == Ruling.Kind.HIDE:
            restore_post(locked.post, by=by)
        elif is_overturned:
            lock_discussion(locked.post.discussion, reason="", by=by)
        _notify(locked.post, "answered", locked.answer)
    return locked


def _notify(post: Post, state: str, text: str) -> None:
    """Tell the author of a decision, unless they may not read the discussion any more."""
    author, discussion = post.author, post.discussion
    if author is None or not author.is_active:
        return
    readable = Discussion.objects.readable_by(author).filter(pk=discussion.pk)
    if discussion.is_private and not readable.exists():
        return
    context = {
        "community": discussion.community.name,
        "title": discussion.title,
        "state": state,
        "text": text,
        "path": post.get_absolute_url(),
    }
    send_mail(MODERATED, to=author, context=context)
