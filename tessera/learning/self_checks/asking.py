"""The questions of a guideline in a language, and keeping one's own answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from tessera.accounts.models import User
from tessera.catalogue.cards import Card, cards
from tessera.catalogue.models import Record
from tessera.learning.models import CheckItem, SelfCheck, Standing
from tessera.lib.errors import NotAllowedError
from tessera.lib.texts import best_text

_MOST_SHOWN: Final = 12


@dataclass(frozen=True)
class Asked:
    """A question as a reader sees it; ``name`` is its field, ``chosen`` what was answered."""

    pk: int
    theme_id: int | None
    question: str
    evidence: str
    language: str
    status: str
    chosen: str

    @property
    def name(self) -> str:
        """Its field in the form."""
        return f"q{self.pk}"


def questions_of(record: Record, language: str, answers: Mapping[str, str]) -> list[Asked]:
    """All questions of a guideline, in the reader's language where there is a text. Two queries."""
    asked = []
    for item in CheckItem.objects.filter(record=record).prefetch_related("texts"):
        text = best_text(list(item.texts.all()), language, record.original_language)
        if text:
            asked.append(
                Asked(
                    item.pk,
                    item.theme_id,
                    text.question,
                    text.evidence,
                    text.language,
                    text.status,
                    answers.get(str(item.pk), ""),
                )
            )
    return asked


def guidelines_with_checks(language: str) -> list[Card]:
    """Public guidelines from which somebody made a self-check, the latest first."""
    asked = CheckItem.objects.filter(record=OuterRef("pk"))
    rows = Record.objects.public().filter(Exists(asked)).order_by("-first_published_at", "-pk")
    return cards(list(rows.values_list("identifier", flat=True)[:_MOST_SHOWN]), language)


def read_answers(record: Record, sent: Mapping[str, Any]) -> dict[str, str]:
    """What was answered, by number of question; what is not asked or no answer is left out."""
    keys = CheckItem.objects.filter(record=record).values_list("pk", flat=True)
    given = {str(pk): str(sent.get(f"q{pk}", "")) for pk in keys}
    return {pk: value for pk, value in given.items() if value in Standing.values}


def kept_answers(record: Record, user: Any) -> dict[str, str]:
    """One's own, if they were kept."""
    if not user.is_authenticated:
        return {}
    found = SelfCheck.objects.filter(user=user, record=record).first()
    return dict(found.answers) if found else {}


def keep_answers(record: Record, answers: Mapping[str, str], *, by: User) -> SelfCheck:
    """Keep one's own answers, for oneself alone.

    Raises:
        NotAllowedError: the account is not active.
    """
    if not by.is_active:
        raise NotAllowedError
    with transaction.atomic():
        found, _is_new = SelfCheck.objects.update_or_create(
            user=by, record=record, defaults={"answers": dict(answers)}
        )
    return found


def forget_answers(record: Record, *, by: User) -> None:
    """Delete one's own answers at once."""
    with transaction.atomic():
        SelfCheck.objects.filter(user=by, record=record).delete()
