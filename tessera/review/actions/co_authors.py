"""Writing together."""

from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.review.errors import ReviewError
from tessera.review.mails import invite
from tessera.review.models import CoAuthor, Submission

MOST_CO_AUTHORS: Final = 10


def invite_co_author(submission: Submission, *, email: str, by: User) -> CoAuthor:
    """Ask somebody by mail to write along. Asking twice sends the mail again.

    Raises:
        NotAllowedError: only who began it invites.
        ReviewError: it is their own address, or there are ten already.
    """
    if by.pk is None or submission.author_id != by.pk:
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    address = email.strip().lower()
    if address == by.email.lower():
        raise ReviewError(_("This is your own address."))
    with transaction.atomic():
        co_author = submission.co_authors.filter(email=address).first()
        if co_author is None:
            if submission.co_authors.count() >= MOST_CO_AUTHORS:
                raise ReviewError(_("There are as many co-authors already as there can be."))
            co_author = CoAuthor.objects.create(submission=submission, email=address)
        if co_author.accepted_at is None:
            invite(co_author, inviter=by.get_full_name() or by.email)
        log(submission, "review.submission.invite", user=by)
    return co_author


def accept_invitation(co_author: CoAuthor, *, by: User) -> Submission:
    """Begin to write along. The link proves the invitation; it serves one account.

    Raises:
        NotAllowedError: somebody else has used it.
    """
    with transaction.atomic():
        co_author = CoAuthor.objects.select_for_update().get(pk=co_author.pk)
        if co_author.user_id not in {None, by.pk}:
            raise NotAllowedError(_("This invitation was accepted with another account."))
        if co_author.accepted_at is None:
            co_author.user, co_author.accepted_at = by, timezone.now()
            co_author.save(update_fields=["user", "accepted_at"])
            log(co_author.submission, "review.submission.join", user=by)
    return co_author.submission


def welcome_co_author(submission: Submission, *, writer: User, by: User) -> CoAuthor:
    """Let somebody write along who offered to; the address is not shown to anybody.

    Raises:
        NotAllowedError: only who began it does.
        ReviewError: there are ten already.
    """
    if by.pk is None or submission.author_id != by.pk or writer.pk == by.pk:
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    with transaction.atomic():
        address = writer.email.lower()
        present = submission.co_authors.filter(Q(user=writer) | Q(email=address)).first()
        if present is None and submission.co_authors.count() >= MOST_CO_AUTHORS:
            raise ReviewError(_("There are as many co-authors already as there can be."))
        co_author = present or CoAuthor(submission=submission, email=address)
        if co_author.accepted_at is None:
            co_author.user, co_author.accepted_at = writer, timezone.now()
            co_author.save()
            log(submission, "review.submission.join", user=writer)
    return co_author


def remove_co_author(co_author: CoAuthor, *, by: User) -> None:
    """Take an invitation back, or leave.

    Raises:
        NotAllowedError: neither who began it nor the co-author.
    """
    if by.pk is None or by.pk not in {co_author.submission.author_id, co_author.user_id}:
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    with transaction.atomic():
        log(co_author.submission, "review.submission.part", user=by)
        co_author.delete()
