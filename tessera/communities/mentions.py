"""Who is named in a post with ``@``: members of the community, by name or identifier."""

import re
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from django.utils.translation import ngettext

from tessera.accounts.models import User
from tessera.communities.errors import CommunityStateError
from tessera.communities.models import Community
from tessera.communities.names import shown_names
from tessera.lib.identifiers import normalize
from tessera.network.blocks import blocked_ids
from tessera.network.people import entries_of

MOST_MENTIONS: Final = 20
_MOST_CANDIDATES: Final = 400
_MARK: Final = re.compile(r"(?<![\w@])@(?=\w)")
_FIRST_WORD: Final = re.compile(r"[\w'’-]{1,60}")


def check_mentions(text: str) -> None:
    """Refuse a text that names too many, before anything is looked up.

    Raises:
        CommunityStateError: with how many there may be.
    """
    count = sum(1 for _each in _MARK.finditer(text))
    if count > MOST_MENTIONS:
        raise CommunityStateError(
            ngettext(
                "This post names %(count)s person with @; it may name %(most)s at most.",
                "This post names %(count)s people with @; it may name %(most)s at most.",
                count,
            )
            % {"count": count, "most": MOST_MENTIONS}
        )


def find_mentions(text: str, community: Community, author: User) -> dict[User, str]:
    """Member → how the post names them; without the author and whoever is kept apart by a block.

    Six queries at most, however many names.
    """
    places = [found.end() for found in _MARK.finditer(text)][:MOST_MENTIONS]
    words = {word.group() for at in places if (word := _FIRST_WORD.match(text, at))}
    if not words:
        return {}
    named = reduce(
        or_,
        (
            Q(person__display_name__istartswith=word)
            | Q(first_name__istartswith=word)
            | Q(person__identifier=normalize(word) or "-")
            for word in words
        ),
    )
    members = User.objects.filter(
        named,
        is_active=True,
        community_memberships__community=community,
        community_memberships__is_accepted=True,
    ).exclude(pk__in=blocked_ids(author) | {author.pk})
    candidates = list(members.distinct()[:_MOST_CANDIDATES])
    names = shown_names(candidates, author)
    entries = entries_of(candidates, author)
    found: dict[User, str] = {}
    for at in places:
        rest = text[at : at + 130]
        matches = [
            (len(name), user)
            for user in candidates
            for name in (names[user.pk], entries[user.pk].identifier if user.pk in entries else "")
            if _begins(rest, name)
        ]
        # Of “Ana” and “Ana María”, who is meant is the one of the longer name.
        longest = max((length for length, _user in matches), default=0)
        for length, user in matches:
            if length == longest:
                found.setdefault(user, rest[:length])
    return found


def _begins(text: str, name: str) -> bool:
    """Whether a text begins with a whole name."""
    if not name or text[: len(name)].casefold() != name.casefold():
        return False
    return not text[len(name) : len(name) + 1].isalnum()
