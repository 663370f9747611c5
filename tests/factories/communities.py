"""Communities of practice."""

from datetime import timedelta

from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.accounts.models import User
from tessera.communities.actions.announcing import add_event
from tessera.communities.actions.founding import decide_community, propose_community
from tessera.communities.actions.moderating import approve_post
from tessera.communities.actions.moderating_events import approve_event
from tessera.communities.actions.talking import reply, start_discussion
from tessera.communities.models import Community, CommunityEvent, Discussion, Membership, Post


def person(name: str, **fields: object) -> User:
    """Somebody with an account and a name; no password, which takes long to hash."""
    address = name.lower().replace(" ", ".") + "@example.org"
    return User.objects.create(email=address, first_name=name, **fields)


def community(name: str = "Welcome desks", *, focal: User, access: str = "open") -> Community:
    """An active community that ``focal`` looks after."""
    proposed = propose_community(
        name=name,
        purpose="We compare how people are welcomed.",
        language="en",
        languages=["en", "ar"],
        themes=[],
        access=access,
        by=focal,
    )
    return decide_community(proposed, is_approved=True, answer="", by=SYSTEM)


def member(of: Community, name: str) -> User:
    """A new member."""
    user = person(name)
    Membership.objects.create(community=of, user=user)
    return user


def discussion(of: Community, *, by: User, text: str = "Has anyone tried this?") -> Discussion:
    """A visible discussion."""
    return start_discussion(
        of, title="Paying interpreters in kind", text=text, language="en",
        is_markdown=False, by=by,
    )  # fmt: skip


def post(under: Discussion, *, by: User, text: str = "We did.", **fields: object) -> Post:
    """A visible reply, whoever writes it."""
    made = reply(
        under, text=text, language=fields.pop("language", "en"), by=by,
        is_markdown=fields.pop("is_markdown", False), **fields,
    )  # fmt: skip
    return approve_post(made, by=SYSTEM)


def event(
    of: Community, *, by: User, title: str = "Open house", **fields: object
) -> CommunityEvent:
    """A visible event that takes two hours in Madrid, a week from now, whoever announces it."""
    begins = fields.pop("starts_at", timezone.now() + timedelta(days=7))
    values = {
        "title": title, "text": "How we welcome people.", "language": "en", "is_markdown": False,
        "starts_at": begins, "ends_at": begins + timedelta(hours=2), "time_zone": "Europe/Madrid",
        "place": "Valdemora", "organizer": "", "is_online": False, "link": "", "register_by": None,
        **fields,
    }  # fmt: skip
    made = add_event(of, values, by=by)
    return approve_event(made, by=SYSTEM) if made.state == CommunityEvent.State.HELD else made


def past_event(
    of: Community, *, by: User, title: str = "Long ago", days: int = 30
) -> CommunityEvent:
    """An event that was."""
    made = event(of, by=by, title=title)
    begins = timezone.now() - timedelta(days=days)
    CommunityEvent.objects.filter(pk=made.pk).update(
        starts_at=begins, ends_at=begins + timedelta(hours=2)
    )
    made.refresh_from_db()
    return made
