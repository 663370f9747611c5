"""News that no change log has, of people, communities and series; and what may be seen of it.

What people and communities say is looked for by time, a few days back, so that a worker that was
away misses nothing; that a notice is there already makes it harmless to look again. Who may not
see something is not told, and what they may not see any more is not shown: consent, blocks,
readers and membership are asked when it happens and again whenever it is shown or mailed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from django.utils import timezone

from tessera.following.models import Follow, Notice
from tessera.following.notices import WORK, keep
from tessera.following.of_communities import news_of_communities, seen_discussions
from tessera.following.of_events import news_of_events, seen_events
from tessera.following.of_people import news_of_people, people_met, seen_listings
from tessera.following.of_series import KINDS as OF_SERIES
from tessera.following.of_series import notice_series, seen_sessions
from tessera.following.seen import Seen

LOOK_BACK: Final = timedelta(days=4)


def notice_events(now: datetime | None = None) -> int:
    """Tell followers of people, communities and series what is new; how many notices were made."""
    since = (now or timezone.now()) - LOOK_BACK
    news = chain(news_of_people(since), news_of_communities(since), news_of_events(since))
    return keep(news) + notice_series()


class SeenThings:
    """What of some notices ``viewer`` may see now; ten queries at most. Notices come with what
    is followed.
    """

    def __init__(self, notices: Sequence[Notice], viewer: Any, language: str) -> None:
        self._people = people_met(notices, viewer)
        self._by_once = (
            seen_listings(notices, viewer)
            | seen_discussions(notices, viewer)
            | seen_events(notices, viewer)
        )
        self._sessions = seen_sessions(notices, language)

    def is_withheld(self, notice: Notice) -> bool:
        """Whether it tells of a person whom the viewer may not meet, or of works not shown."""
        if notice.follow.kind != Follow.Kind.PERSON:
            return False
        shows_works = self._people.get(notice.follow.target)
        return shows_works is None or (notice.what == WORK and not shows_works)

    def of(self, notice: Notice) -> Seen | None:
        """How it reads; nothing for records and organizations."""
        if notice.what in OF_SERIES:
            return self._sessions.get((notice.what, notice.identifier))
        return self._by_once.get((notice.what, notice.once))
