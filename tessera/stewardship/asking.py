"""Who is asked whether a record is still correct, and the letter that asks."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.lib.languages import interface_language
from tessera.lib.personal_links import InvalidLinkError, make_token, read_token
from tessera.network.models import Organization
from tessera.notifications.actions import send_mail
from tessera.notifications.models import Mail
from tessera.review.models import Submission
from tessera.stewardship.mails import ASK
from tessera.stewardship.models import Verification

_PURPOSE: Final = "stewardship.verify"
#: A letter can be answered as long as the question may stand.
LETTER_DAYS: Final = 240
#: Nobody gets more questions on one day, however many records they look after.
MOST_A_DAY: Final = 5
_PUBLIC: Final = (
    Submission.State.LISTED,
    Submission.State.IN_REVIEW,
    Submission.State.REVISE,
    Submission.State.ARBITRATION,
    Submission.State.REVIEWED,
)


@dataclass(frozen=True)
class Letter:
    """What a link in such a mail is about."""

    identifier: str
    due_on: date
    role: str

    @property
    def token(self) -> str:
        """The link's last part."""
        return make_token(_PURPOSE, f"{self.identifier}|{self.due_on}|{self.role}")


def read_letter(token: str) -> Letter:
    """The letter behind a link.

    Raises:
        InvalidLinkError: it is not ours, cut off, or too old.
    """
    parts = read_token(_PURPOSE, token, days=LETTER_DAYS).split("|")
    if len(parts) != 3:
        raise InvalidLinkError("")
    return Letter(parts[0], date.fromisoformat(parts[1]), parts[2])


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked: as whom, at which address, in which language."""

    role: str
    to: User | str
    language: str

    @property
    def address(self) -> str:
        """Where the mail goes."""
        return (self.to.email if isinstance(self.to, User) else self.to).strip().lower()


def people_asked(thing: Record | Organization) -> list[Asked]:
    """Those who know: its contributors and its mailbox, else that of the owner. Two queries."""
    language = interface_language(thing.original_language)
    found = [
        Asked(f"author-{each.pk}", each.author or each.author_email, each.language)
        for each in thing.submissions.filter(state__in=_PUBLIC).select_related("author")[:5]
    ]
    found.append(Asked("mailbox", thing.contact_mailbox, language))
    if (
        isinstance(thing, Record)
        and thing.owner is not None
        and not any(each.address for each in found)
    ):
        found.append(Asked("owner", thing.owner.contact_mailbox, language))
    unique = {each.address: each for each in reversed(found) if each.address}
    return list(reversed(unique.values()))


def ask_people(thing: Record | Organization, row: Verification) -> int:
    """Queue a mail to each of them, and note it. How many; in the caller's transaction."""
    sent = 0
    asked = people_asked(thing)
    for each in asked:
        if _is_full(each.address):
            return 0  # Tomorrow is early enough, and nobody was left out.
        letter = Letter(thing.identifier, row.due_on, each.role)
        with override(interface_language(each.language)):
            context = {
                "title": str(thing),
                "path": reverse("verify", args=[letter.token]),
                "record_path": thing.get_absolute_url(),
                "verified": thing.verified_at.isoformat() if thing.verified_at else "",
                "is_last": row.asked + 1 >= 3,
            }
        send_mail(ASK, to=each.to, context=context, language=each.language)
        sent += 1
    row.has_nobody = not asked
    row.asked += 1 if sent else 0
    row.asked_at = timezone.now() if sent else row.asked_at
    row.save(update_fields=["has_nobody", "asked", "asked_at"])
    return sent


def _is_full(address: str) -> bool:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mails = Mail.objects.filter(kind=ASK.code, address=address, created_at__gte=today)
    return mails.count() >= MOST_A_DAY
