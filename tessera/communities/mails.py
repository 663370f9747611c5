"""Mails about communities."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.notifications.kinds import MailKind, register_mail


def _sample() -> dict[str, Any]:
    return {
        "path": "/en/communities/",
        "community": "Welcome desks",
        "state": "active",
        "text": "…",
        "name": "Leyla Haddad",
        "items": [{"title": "Rates for interpreters", "path": "/en/", "replies": 3}],
        "events": [
            {
                "title": "Open house",
                "path": "/en/",
                "begins": "2027-01-21T14:00:00+00:00",
                "zone": "Europe/Madrid",
                "is_cancelled": False,
            }
        ],
        "title": "Has anyone paid interpreters in kind?",
    }


def _kind(name: str, title: Any, *, is_essential: bool) -> MailKind:
    return register_mail(MailKind(f"communities.{name}", title, is_essential, _sample))


DECISION = _kind("decision", _("Decision about a proposed community"), is_essential=True)
REQUEST = _kind("request", _("Somebody asks to join a community"), is_essential=False)
ANSWER = _kind("answer", _("Answer to who asked to join a community"), is_essential=True)
INVITATION = _kind("invitation", _("Invitation to a community"), is_essential=True)
MENTION = _kind("mention", _("Somebody names you in a discussion"), is_essential=False)
REPLY = _kind("reply", _("Somebody replies to you in a discussion"), is_essential=False)
MODERATED = _kind("moderated", _("Decision about your post"), is_essential=True)
EVENT_DECIDED = _kind("event_decided", _("Decision about your event"), is_essential=True)
ASKED = _kind("asked", _("A question to a peer"), is_essential=False)
ASKED_AGAIN = _kind("asked_again", _("Reminder of a question to a peer"), is_essential=False)
PEER_ANSWER = _kind("peer_answer", _("Answer of a peer"), is_essential=True)
PEER_OUTCOME = _kind("peer_outcome", _("What became of a question to peers"), is_essential=True)
OFFER = _kind("offer", _("Somebody offers to write along"), is_essential=False)
WELCOME = _kind("welcome", _("You may write along"), is_essential=False)
DIGEST = _kind("digest", _("Weekly digest of a community"), is_essential=False)
