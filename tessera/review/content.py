"""What was typed: its form and its limits. Texts stay as typed; only the shape is checked."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from tessera.review.errors import ReviewError
from tessera.review.models.submissions import ORGANIZATION, Submission

LONGEST_TEXT: Final = 20_000
MOST_FIELDS: Final = 250
MOST_VALUES: Final = 100
MOST_ROWS: Final = 40
#: Names of fields that rows are kept under; all other values are texts or lists of codes.
ROWS: Final = frozenset(
    {
        "links", "identifiers", "creators", "parties", "outcomes", "results", "evaluations",
        "policy_mappings",
    }
)  # fmt: skip


def clean_content(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The same in the form that is kept.

    Raises:
        ReviewError: it is larger than any honest contribution.
    """
    if len(typed) > MOST_FIELDS:
        raise ReviewError(_("There are more fields than this form has."))
    return {str(name)[:60]: _value(name, value) for name, value in typed.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        if len(value) > MOST_VALUES:
            raise ReviewError(_("More was chosen than can be kept."))
        if name in ROWS:
            return [_row(each) for each in value if isinstance(each, Mapping)][:MOST_ROWS]
        return [_text(each, 200) for each in value]
    if isinstance(value, bool):
        return "on" if value else ""
    return _text(value, LONGEST_TEXT)


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    kept = {str(key)[:60]: _text(value, 4000) for key, value in list(row.items())[:20]}
    return {key: text for key, text in kept.items() if text}


def _text(value: Any, most: int) -> str:
    text = "" if value is None else str(value).replace("\x00", "").replace("\r\n", "\n")
    if len(text) > most:
        raise ReviewError(
            _("This text is too long: at most %(most)d characters are kept.") % {"most": most}
        )
    return text


def missing_fields(submission: Submission) -> dict[str, str]:
    """What is needed before it can be sent in: field → the sentence to show. No query."""
    content = submission.content
    missing: dict[str, str] = {}
    is_organization = submission.kind == ORGANIZATION
    if not submission.title:
        missing["title"] = (
            _("Enter the name of the organization.") if is_organization else _("Enter a title.")
        )
    if not str(content.get("summary") or "").strip():
        missing["summary"] = _("Say in a few sentences what it is.")
    if is_organization:
        if not content.get("org_type"):
            missing["org_type"] = _("Choose what kind of organization it is.")
    elif not content.get("places") and not content.get("is_global"):
        missing["places"] = _("Choose a place, or tick “About no place in particular”.")
    return missing
