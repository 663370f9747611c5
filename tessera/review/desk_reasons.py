"""Reasons for returning and declining, each with a sentence to the author in seven languages."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tessera.review.models import Submission


@dataclass(frozen=True)
class Reason:
    """A reason: its code (kept for ever), its name on the desk, what the author is told."""

    code: str
    name: str | Promise
    sentence: str | Promise


RETURNING: Final = (
    Reason(
        "incomplete",
        _("Something is missing"),
        _("Thank you for sending this in. Before it can be listed, we need a little more from "
          "you."),
    ),
    Reason(
        "unclear",
        _("Hard to understand"),
        _("Readers elsewhere would not understand this yet. Please say in plain words what is "
          "done, for whom and by whom."),
    ),
    Reason(
        "personal",
        _("Somebody can be identified"),
        _("The text names or describes people who could be identified. Please take out names, "
          "contacts and details that point to one person."),
    ),
    Reason(
        "source",
        _("No source, or it cannot be reached"),
        _("We could not reach the source. Please give an address that works, or attach the "
          "document."),
    ),
    Reason(
        "licence",
        _("Rights are not clear"),
        _("We need to know under which licence the text and the files may be shown. Please choose "
          "one, or give a link instead of the file."),
    ),
    Reason(
        "promotional",
        _("Reads like advertising"),
        _("Please describe what was done and what came of it, and leave out praise and offers."),
    ),
)  # fmt: skip
DECLINING: Final = (
    Reason(
        "scope",
        _("Not about integration"),
        _("This is outside what this collection is about: the integration of people who migrated "
          "and of the communities they live in."),
    ),
    Reason(
        "duplicate",
        _("Here already"),
        _("This is in the collection already. You can add to the record that is there by "
          "suggesting a correction."),
    ),
    Reason(
        "advertising",
        _("Advertising"),
        _("This advertises a product or a service. The collection describes what was done, by whom "
          "and with what result."),
    ),
    Reason(
        "harmful",
        _("Unlawful or harmful"),
        _("The text could harm people or breaks the law, so it cannot be shown."),
    ),
    Reason(
        "unverifiable",
        _("Cannot be verified"),
        _("We found nothing that confirms what the text says, and had no answer to our questions."),
    ),
    Reason(
        "withdrawn",
        _("The author takes it back"),
        _("You told us that you take this contribution back."),
    ),
)  # fmt: skip
_BY_STATE: Final = {
    Submission.State.RETURNED: {reason.code: reason for reason in RETURNING},
    Submission.State.DECLINED: {reason.code: reason for reason in DECLINING},
}


def reason_of(state: str, code: str) -> Reason | None:
    """The reason of a code, for the state that a submission is moved to."""
    return _BY_STATE.get(Submission.State(state), {}).get(code)


def told_to_author(reason: Reason, note: str, language: str) -> str:
    """The sentence in the author's language, and below it what the editor wrote."""
    with override(language or "en"):
        sentence = str(reason.sentence)
    return f"{sentence}\n\n{note.strip()}".strip()
