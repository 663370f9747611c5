"""Conflicts of interest that follow from facts: who may not review what (``domain.md`` D).

Names are compared without case, accents and punctuation, because authors type them; organizations
by their entry in the directory, with what they are part of, and by name where they have none.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Creator, Party, Record
from tessera.network.models import Organization
from tessera.review.models import Reviewer, ReviewerAffiliation, Submission

OVERLAP: Final = timedelta(days=3 * 365 + 1)  # 36 months
#: Rule → the sentence that says it.
RULES: Final = {
    "author": _("Sent it in, or is named as its author"),
    "co-author": _("Wrote with one of its authors in the last 36 months"),
    "organization": _("Works for an organization that runs or answers for it"),
    "partner": _("Works for one of its partners"),
    "funder": _("Works for one of its funders"),
    "overlap": _("Worked for an organization in it less than 36 months ago"),
    "excluded": _("Excluded by the author"),
}
_CO_WORKS: Final = 200


@dataclass(frozen=True)
class Conflict:
    """A rule that forbids an assignment, and the organization it is about."""

    rule: str
    about: str = ""

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return str(RULES[self.rule])


@dataclass(frozen=True)
class Stakes:
    """Who has a stake in a submission: roles by organization id and by plain name."""

    users: frozenset[int]
    author_names: frozenset[str]
    co_author_names: frozenset[str]
    by_organization: Mapping[int, str]
    by_name: Mapping[str, str]
    labels: Mapping[int, str]
    excluded: frozenset[str] = field(default_factory=frozenset)


def plain_name(name: str) -> str:
    """A name to compare: words without accents, case and punctuation, in alphabetical order.

    “Öz, Ayşe” and “Ayşe Öz” are the same.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(sorted(re.findall(r"\w+", letters)))


def stakes_of(
    submission: Submission, record: Record | None, excluded: Iterable[str] = ()
) -> Stakes:
    """Gather them. Five queries or fewer, whatever the number of reviewers to be judged."""
    users = {submission.author_id} if submission.author_id else set()
    users |= set(
        submission.co_authors.filter(accepted_at__isnull=False).values_list("user_id", flat=True)
    )
    names, roles, by_name = _creators(record), _roles(record), _names_of_parties(record)
    organizations = dict(Organization.objects.filter(pk__in=roles).values_list("pk", "parent_id"))
    for key, parent in organizations.items():
        if parent:
            roles.setdefault(parent, roles[key])
    return Stakes(
        users=frozenset(each for each in users if each),
        author_names=frozenset(names),
        co_author_names=frozenset(_written_with(names, record)),
        by_organization=roles,
        by_name=by_name,
        labels={},
        excluded=frozenset(
            each.strip().casefold() if "@" in each else plain_name(each) for each in excluded
        ),
    )


def _creators(record: Record | None) -> dict[str, str]:
    """Plain name → name as written, of the people who wrote it."""
    if record is None:
        return {}
    written = Creator.objects.filter(record=record, is_body=False).values_list("name", flat=True)
    return {plain_name(name): name for name in written if plain_name(name)}


def _written_with(names: Mapping[str, str], record: Record | None) -> set[str]:
    """Plain names of who wrote other records of the last 36 months with the same people."""
    if not names or record is None:
        return set()
    since = (timezone.now() - OVERLAP).year
    shared = (
        Creator.objects.filter(name__in=list(names.values()), record__year__gte=since)
        .exclude(record=record)
        .values("record_id")[:_CO_WORKS]
    )
    others = Creator.objects.filter(record_id__in=list(shared.values_list("record_id", flat=True)))
    return {plain_name(name) for name in others.values_list("name", flat=True)} - set(names)


_ROLE_RULES: Final = {"FUND": "funder", "PART": "partner", "EVAL": "partner"}


def _roles(record: Record | None) -> dict[int, str]:
    """Organization id → rule that it stands for; the strictest when it has several parts."""
    if record is None:
        return {}
    parts = Party.objects.filter(record=record, organization__isnull=False).values_list(
        "organization_id", "role__code"
    )
    roles = {key: _ROLE_RULES.get(code, "organization") for key, code in parts if key}
    for key in (record.owner_id, record.publisher_id):
        if key:
            roles[key] = "organization"
    return roles


def _names_of_parties(record: Record | None) -> dict[str, str]:
    if record is None:
        return {}
    parts = Party.objects.filter(record=record, organization__isnull=True)
    return {
        plain_name(name): _ROLE_RULES.get(code, "organization")
        for name, code in parts.values_list("name", "role__code")
        if plain_name(name)
    }


def conflicts_of(
    reviewer: Reviewer,
    affiliations: Sequence[ReviewerAffiliation],
    stakes: Stakes,
    *,
    email: str = "",
    today: date | None = None,
) -> tuple[Conflict, ...]:
    """Every rule that forbids this reviewer; none is a reason to ask. No query."""
    today = today or timezone.localdate()
    name = plain_name(reviewer.name)
    found: list[Conflict] = []
    if reviewer.user_id in stakes.users or name in stakes.author_names:
        found.append(Conflict("author"))
    elif name in stakes.co_author_names:
        found.append(Conflict("co-author"))
    if name in stakes.excluded or (email and email.casefold() in stakes.excluded):
        found.append(Conflict("excluded"))
    for affiliation in affiliations:
        rule = stakes.by_organization.get(affiliation.organization_id or 0)
        rule = rule or stakes.by_name.get(plain_name(affiliation.name))
        if rule is None:
            continue
        if affiliation.until is None or affiliation.until >= today:
            found.append(Conflict(rule, affiliation.name))
        elif today - affiliation.until < OVERLAP:
            found.append(Conflict("overlap", affiliation.name))
    return tuple(dict.fromkeys(found))
