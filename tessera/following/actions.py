"""Following and letting go. Everything is somebody's own: nobody acts for anybody else."""

from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.communities.models import Community
from tessera.following.errors import FollowingError
from tessera.following.models import LONGEST_TARGET, Follow, Follower, Notice
from tessera.following.of_series import look_at
from tessera.lib.errors import NotAllowedError
from tessera.lib.identifiers import normalize
from tessera.meetings.models import Series
from tessera.network.models import Organization, Person
from tessera.search.parameters import read_address

MOST_FOLLOWED: Final = 200


def canonical(kind: str, target: str, *, language: str, by: Any) -> str:
    """What is kept for a target; the same search in other words is the same text.

    ``by`` is who follows: people and communities are followed by those who may see them.

    Raises:
        FollowingError: there is no such thing, or it is the search for everything.
    """
    if kind == Follow.Kind.SEARCH:
        address = read_address(QueryDict(target.lstrip("?")), language=language)
        address = address.changed(sort=address.default_sort)
        if not address.is_narrowed:
            raise FollowingError(_("Narrow the search first: this would be everything."))
        query = address.query.lstrip("?")
        if len(query) > LONGEST_TARGET:
            raise FollowingError(_("This search is too long to be followed."))
        return query
    identifier = normalize(target)
    if not identifier or not _seen(kind, by).filter(identifier=identifier).exists():
        raise FollowingError(_("There is nothing to follow here."))
    return identifier


def _seen(kind: str, viewer: Any) -> QuerySet[Any]:
    """What of a kind somebody may see, and so follow."""
    if kind == Follow.Kind.PERSON:
        others = Person.objects.seen_by(viewer)
        return others.exclude(user=viewer.pk) if viewer.pk else others
    if kind == Follow.Kind.COMMUNITY:
        return Community.objects.readable_by(viewer)
    if kind == Follow.Kind.SERIES:
        return Series.objects.public()
    model: Any = Record if kind == Follow.Kind.RECORD else Organization
    return model.objects.public()


def follow(*, kind: str, target: str, level: str, language: str, by: User) -> Follow:
    """Follow something, or change how soon one hears of what one follows.

    Raises:
        NotAllowedError: nobody is signed in.
        FollowingError: there is no such thing, or too much is followed.
    """
    if not by.is_active or by.pk is None:
        raise NotAllowedError(_("Sign in to follow something."))
    kept = canonical(Follow.Kind(kind), target, language=language, by=by)
    with transaction.atomic():
        known = Follow.objects.filter(user=by, kind=kind, target=kept).first()
        if known is None and Follow.objects.filter(user=by).count() >= MOST_FOLLOWED:
            raise FollowingError(
                _("You follow %(most)d things; let one go first.") % {"most": MOST_FOLLOWED}
            )
        if known is None and kind == Follow.Kind.SERIES:
            look_at(Series.objects.get(identifier=kept))
        Follower.objects.get_or_create(user=by)
        if known is not None:
            change_level(known, level=level, by=by)
        found, _is_new = Follow.objects.update_or_create(
            user=by, kind=kind, target=kept, defaults={"level": level, "language": language}
        )
    return found


def change_level(one: Follow, *, level: str, by: User) -> Follow:
    """Hear of it sooner or later. What came while no mail was wanted is not mailed afterwards.

    Raises:
        NotAllowedError: somebody else follows it.
    """
    _check_own(one, by)
    with transaction.atomic():
        if one.level == Follow.Level.MUTE and level != Follow.Level.MUTE:
            waiting = one.notices.filter(mailed_at=None)
            waiting.update(mailed_at=timezone.now(), is_passed_over=True)
        one.level = Follow.Level(level)
        one.save(update_fields=["level"])
    return one


def let_go(one: Follow, *, by: User) -> None:
    """Follow it no more; its notices go too.

    Raises:
        NotAllowedError: somebody else follows it.
    """
    _check_own(one, by)
    one.delete()


def _check_own(one: Follow, by: User) -> None:
    if one.user_id != by.pk:
        raise NotAllowedError(_("This belongs to somebody else."))


def mark_read(*, by: User) -> int:
    """Take note of everything that is new; how many there were."""
    return Notice.objects.filter(user=by, read_at=None).update(read_at=timezone.now())


def change_times(values: dict[str, Any], *, by: User) -> Follower:
    """Say when one wants mail. ``values`` are checked by the form."""
    one, _is_new = Follower.objects.update_or_create(user=by, defaults=values)
    return one
