"""What this room keeps about a person, for taking away and erasing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import (
    WITH_THE_ACCOUNT,
    Fate,
    delete_by,
    register_personal_data,
    rows_by,
)
from tessera.network.models import Block, Claim, Message, Person, Report, TeamMember, Vouch
from tessera.network.visibility import FIELDS, audience_for


def _codes(many: Any) -> list[str]:
    return sorted(many.values_list("code", flat=True))


def _person(user: User) -> Iterator[Mapping[str, Any]]:
    for person in Person.objects.filter(user=user).with_words():
        yield {
            "identifier": person.identifier,
            "name": person.display_name,
            "texts": list(
                person.texts.values("language", "headline", "ask_about", "not_about", "about")
            ),
            "languages": dict(person.languages.values_list("language", "level")),
            "affiliations": list(person.affiliations.values("name", "role", "since", "until")),
            "regions": _codes(person.regions),
            "stakeholder": person.stakeholder.code if person.stakeholder else "",
            "basis": _codes(person.basis),
            "themes": _codes(person.themes),
            "offers": _codes(person.offers),
            "seeks": _codes(person.seeks),
            "willing": person.willing,
            "availability": person.availability,
            "available_from": person.available_from,
            "questions_a_month": person.questions_a_month,
            "terms": person.terms,
            "orcid": person.orcid,
            "visibility": {field: audience_for(person, field).name for field in FIELDS},
            "consent_given_at": person.consent_given_at,
            "consent_until": person.consent_until,
            "mailbox": person.mailbox,
        }


def _blocks(user: User) -> Iterator[Mapping[str, Any]]:
    """Only one's own: that somebody blocked the person is the other's secret."""
    rows = Block.objects.filter(by=user).select_related("blocked", "blocked__person")
    for block in rows:
        person = getattr(block.blocked, "person", None)
        yield {"member": person.display_name if person else "", "since": block.at}


def _erase_person(user: User, fate: Fate) -> None:
    """The entry goes with all that hangs on it: works keep the name that is printed on them."""
    Person.objects.filter(user=user).delete()


def _erase_blocks(user: User, fate: Fate) -> None:
    delete_by(Block, "by")(user, fate)
    delete_by(Block, "blocked")(user, fate)


def _erase_messages(user: User, fate: Fate) -> None:
    """The other keeps the thread and their own words; what the person wrote goes, or its name."""
    if fate == Fate.DELETE:
        Message.objects.filter(sender=user).update(text="–")
    Message.objects.filter(sender=user).update(sender=None)
    Message.objects.filter(recipient=user).update(recipient=None)


def _erase_reports(user: User, fate: Fate) -> None:
    Report.objects.filter(reporter=user).update(reporter=None)


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Person,
        export=_person,
        erase=_erase_person,
        retention=_("Shown for 24 months after you last agreed; kept until you erase it."),
        title=_("profile"),
    )
    register_personal_data(
        Message,
        export=rows_by(Message, "sender", "text", "at"),
        erase=_erase_messages,
        retention=_("Until 24 months after the last message, or until the account is erased."),
    )
    register_personal_data(
        Report,
        export=rows_by(Report, "reporter", "reason", "text", "at", "state", "answer"),
        erase=_erase_reports,
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        Claim,
        export=rows_by(Claim, "claimer", "text", "at", "state", "proof", "answer"),
        erase=delete_by(Claim, "claimer"),
        retention=_("Until the account is erased; one that was not accepted for a year."),
    )
    register_personal_data(
        Vouch,
        export=rows_by(Vouch, "member", "asked_at", "is_true", "answered_at"),
        erase=delete_by(Vouch, "member"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        TeamMember,
        export=rows_by(TeamMember, "user", "organization__identifier", "role", "state", "at"),
        erase=delete_by(TeamMember, "user"),
        retention=_("Until you leave the team, or the account is erased."),
        title=_("teams of organizations"),
    )
    register_personal_data(Block, export=_blocks, erase=_erase_blocks, retention=WITH_THE_ACCOUNT)
