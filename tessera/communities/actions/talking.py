"""Starting a discussion, replying, editing, accepting an answer, taking a post back."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.communities.actions.attaching import check_files, forget_files, keep_files
from tessera.communities.errors import CommunityStateError
from tessera.communities.mails import MENTION, REPLY
from tessera.communities.mentions import check_mentions, find_mentions
from tessera.communities.models import (
    Community,
    Discussion,
    Mention,
    Post,
    PostVersion,
    SharedDraft,
)
from tessera.communities.models.talk import MOST_LETTERS
from tessera.communities.rules import can_manage, can_write, membership_of
from tessera.lib.errors import NotAllowedError
from tessera.lib.posts import record_identifiers
from tessera.network.blocks import blocked_ids
from tessera.notifications.actions import send_mail

State = Post.State
MOST_VERSIONS = 50


def start_discussion(
    community: Community,
    *,
    title: str,
    text: str,
    language: str,
    is_markdown: bool,
    by: User,
    attachments: Iterable[Any] = (),
    about: SharedDraft | None = None,
) -> Discussion:
    """Ask or tell something in a community; ``about`` a draft, it is for members only.

    Raises:
        NotAllowedError: not a member of an active community, or the draft may not be read.
        CommunityStateError: an empty or too long text, or too many mentions.
        FileRefusedError: a file is not taken.
    """
    _check_may_write(by, community)
    if about and not SharedDraft.objects.readable_by(by).filter(community=community, pk=about.pk):
        raise NotAllowedError(_("You may not read this draft."))
    _check_text(text)
    if not title.strip():
        raise CommunityStateError(_("Give a title."))
    checked = check_files(attachments)
    with transaction.atomic():
        is_held = _is_held(by, community)
        now = timezone.now()
        discussion = Discussion.objects.create(
            community=community,
            title=title.strip()[:160],
            language=language,
            author=by,
            is_visible=not is_held,
            is_for_members=about is not None,
            about=about.draft if about else "",
            last_at=now,
        )
        post = _write(discussion, text, language, is_markdown, None, by, is_held=is_held)
        keep_files(post, checked, of=by)
    return discussion


def reply(
    discussion: Discussion,
    *,
    text: str,
    language: str,
    is_markdown: bool,
    by: User,
    answers: Post | None = None,
    attachments: Iterable[Any] = (),
) -> Post:
    """Say something in a discussion. The same words sent twice by a hasty click are one post.

    Raises:
        NotAllowedError: not a member of an active community.
        CommunityStateError: locked, an empty or too long text, or too many mentions.
        FileRefusedError: a file is not taken.
    """
    community = discussion.community
    _check_may_write(by, community)
    _check_text(text)
    checked = check_files(attachments)
    with transaction.atomic():
        locked = Discussion.objects.select_for_update().get(pk=discussion.pk)
        if locked.locked_at:
            raise CommunityStateError(_("This discussion is locked."))
        if answers and answers.discussion_id != locked.pk:
            raise CommunityStateError(_("This post belongs to another discussion."))
        last: Post | None = locked.posts.order_by("-number").first()
        if last and last.author_id == by.pk and last.text == text.strip():
            return last
        is_held = _is_held(by, community)
        post = _write(locked, text, language, is_markdown, answers, by, is_held=is_held)
        keep_files(post, checked, of=by)
    return post


def _check_may_write(by: User, community: Community) -> None:
    check_may_write(by)
    if not can_write(by, community):
        raise NotAllowedError(_("Only members may write here."))


def _check_text(text: str) -> None:
    if not text.strip():
        raise CommunityStateError(_("Write something."))
    check_mentions(text)
    if len(text) > MOST_LETTERS:
        raise CommunityStateError(_("This text is too long."))


def _is_held(by: User, community: Community) -> bool:
    """First posts are read by a moderator before others see them. Three queries at most."""
    if can_manage(by, community):
        return False
    return not Post.objects.live().filter(author=by).exists()


def _write(
    discussion: Discussion,
    text: str,
    language: str,
    is_markdown: bool,
    answers: Post | None,
    by: User,
    *,
    is_held: bool,
) -> Post:
    last = discussion.posts.aggregate(number=Max("number"))["number"] or 0
    text = text.strip()
    post = Post.objects.create(
        discussion=discussion,
        number=last + 1,
        author=by,
        language=language,
        is_markdown=is_markdown,
        text=text,
        records=record_identifiers(text),
        answers=answers,
        state=State.HELD if is_held else State.LIVE,
    )
    if not is_held:
        count_and_tell(post)
    return post


def count_and_tell(post: Post) -> None:
    """A post becomes visible: count it, and tell whom it names or answers. In a transaction."""
    discussion = post.discussion
    changes: dict[str, Any] = {"last_at": timezone.now()}
    if post.number > 1:
        changes["reply_count"] = F("reply_count") + 1
    else:
        changes["is_visible"] = True
    Discussion.objects.filter(pk=discussion.pk).update(**changes)
    Community.objects.get(pk=discussion.community_id).save(update_fields=["updated_at"])
    if post.author:
        _tell(post, post.author)


def _tell(post: Post, author: User) -> None:
    discussion, told = post.discussion, {author.pk}
    context = {
        "community": discussion.community.name,
        "title": discussion.title,
        "path": post.get_absolute_url(),
    }
    for user, written in find_mentions(post.text, discussion.community, author).items():
        Mention.objects.get_or_create(post=post, user=user, defaults={"written": written[:120]})
        send_mail(MENTION, to=user, context=context, once=f"{post.pk}-{user.pk}")
        told.add(user.pk)
    kept_apart = blocked_ids(author)
    for asked in (discussion.author, post.answers.author if post.answers else None):
        if asked is None or asked.pk in told or asked.pk in kept_apart or not asked.is_active:
            continue
        membership = membership_of(asked, discussion.community)
        if membership and membership.is_accepted:
            send_mail(REPLY, to=asked, context=context, once=f"{post.pk}-{asked.pk}")
            told.add(asked.pk)


def edit_post(
    post: Post,
    *,
    text: str,
    language: str,
    is_markdown: bool,
    by: User,
    attachments: Iterable[Any] = (),
    removed: Iterable[int] = (),
) -> Post:
    """Change one's own post; what it said before stays readable. New names are told.

    ``removed`` are the numbers of files that go; of files nothing is kept.

    Raises:
        NotAllowedError: somebody else's, or no longer a member.
        CommunityStateError: hidden, taken back or locked; a text that may not be; edited too often.
    """
    if post.author_id != by.pk or not can_write(by, post.discussion.community):
        raise NotAllowedError(_("Only its author may change a post."))
    check_may_write(by)
    _check_text(text)
    checked = check_files(attachments)
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        if locked.state not in {State.LIVE, State.HELD} or locked.discussion.locked_at:
            raise CommunityStateError(_("This post cannot be changed any more."))
        locked.attachments.filter(number__in=list(removed)).delete()
        keep_files(locked, checked, of=by)
        text = text.strip()
        if (locked.text, locked.language, locked.is_markdown) == (text, language, is_markdown):
            return locked
        if locked.versions.count() >= MOST_VERSIONS:
            raise CommunityStateError(_("This post was changed too often. Write a new one."))
        PostVersion.objects.create(
            post=locked,
            text=locked.text,
            language=locked.language,
            is_markdown=locked.is_markdown,
            written_at=locked.edited_at or locked.created_at,
        )
        locked.text, locked.language, locked.is_markdown = text, language, is_markdown
        locked.records, locked.edited_at = record_identifiers(text), timezone.now()
        locked.save()
        if locked.state == State.LIVE:
            _tell(locked, by)
    return locked


def accept_answer(post: Post, *, is_accepted: bool, by: User) -> Discussion:
    """Keep a post as the answer, or no longer.

    Raises:
        NotAllowedError: neither who asked nor a focal point.
        CommunityStateError: the question itself, or not visible.
    """
    discussion = post.discussion
    if discussion.author_id != by.pk and not can_manage(by, discussion.community):
        raise NotAllowedError(_("Only who asked may keep an answer."))
    if post.number == 1 or post.state != State.LIVE:
        raise CommunityStateError(_("This post cannot be the answer."))
    with transaction.atomic():
        locked = Discussion.objects.select_for_update().get(pk=discussion.pk)
        if is_accepted:
            locked.accepted = post
        elif locked.accepted_id == post.pk:
            locked.accepted = None
        locked.save(update_fields=["accepted"])
    return locked


def withdraw_post(post: Post, *, by: Actor) -> Post:
    """Take one's own post back; others see that there was one.

    Raises:
        NotAllowedError: somebody else's.
        CommunityStateError: hidden or taken back already.
    """
    if not by.pk or post.author_id != by.pk:
        raise NotAllowedError(_("Only its author may change a post."))
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        if locked.state not in {State.LIVE, State.HELD}:
            raise CommunityStateError(_("This post cannot be changed any more."))
        drop_from_view(locked, State.WITHDRAWN)
        forget_files([locked])
        log(locked, "communities.post.withdraw", user=user_or_none(by))
    return locked


def drop_from_view(post: Post, state: Post.State) -> None:
    """A post is no longer visible: counts and the accepted answer follow. In a transaction."""
    was_live = post.state == State.LIVE
    post.state = state
    post.save(update_fields=["state"])
    rows = Discussion.objects.filter(pk=post.discussion_id)
    rows.filter(accepted=post).update(accepted=None)
    if was_live and post.number > 1:
        rows.filter(reply_count__gt=0).update(reply_count=F("reply_count") - 1)
    if post.number == 1 and not post.discussion.reply_count:
        rows.update(is_visible=False)
