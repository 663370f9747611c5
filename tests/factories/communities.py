"""Communities of practice."""

from tessera.accounts.actors import SYSTEM
from tessera.accounts.models import User
from tessera.communities.actions.founding import decide_community, propose_community
from tessera.communities.models import Community, Membership


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
