"""Which texts each kind of record has, in the order of its page and of its form."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor, its heading and the columns of ``RecordText`` in it.

    ``is_always_shown`` says that readers are told when nothing is known yet.
    """

    key: str
    heading: str | Promise
    columns: tuple[str, ...]
    is_always_shown: bool = False


TWO_WAY = (
    ("migrants", _("Migrants"), "gains_migrants", "gives_migrants"),
    ("host", _("Host community"), "gains_host", "gives_host"),
    ("home", _("Home community"), "gains_home", "gives_home"),
)

_EVIDENCE = ("evidence_note",)
_COST = ("cost_note",)

SECTIONS: dict[str, tuple[Section, ...]] = {
    "APP": (
        Section("how", _("How it works"), ("core_idea", "mechanism", "implementation")),
        Section(
            "evidence",
            _("Evidence"),
            (*_EVIDENCE, "synthesis", "moderators", "equity_effects"),
            True,
        ),
        Section("cost", _("Cost and people"), _COST, True),
        Section("lessons", _("Lessons learned"), ("when_not_to_use", "known_harms"), True),
        Section("transfer", _("Would it work elsewhere?"), ("preconditions", "variants"), True),
    ),
    "PRA": (
        Section(
            "how",
            _("How it works"),
            (
                "problem", "what_is_done", "goals", "rationale", "delivery", "context", "mandate",
                "changes_made",
            ),
        ),
        Section("evidence", _("Evidence"), (*_EVIDENCE, "participant_feedback"), True),
        Section("cost", _("Cost and people"), (*_COST, "in_kind"), True),
        Section(
            "lessons",
            _("Lessons learned"),
            ("keep", "avoid", "enablers", "barriers", "failures"),
            True,
        ),
        Section(
            "transfer",
            _("Would it work elsewhere?"),
            ("transfer_conditions", "must_keep", "may_adapt"),
            True,
        ),
    ),
    "GUI": (
        Section("how", _("What it recommends"), ("recommendations", "how_to_use")),
        Section("evidence", _("Evidence"), _EVIDENCE, True),
    ),
    "POL": (
        Section("how", _("Rights and duties"), ("rights_duties", "changes")),
        Section("evidence", _("Evidence and monitoring"), (*_EVIDENCE, "monitoring"), True),
    ),
    "ACA": (
        Section("how", _("What it found"), ("plain_findings", "abstract")),
        Section("evidence", _("How sure it is"), (*_EVIDENCE, "limitations", "bias_note"), True),
    ),
    "LRN": (
        Section("how", _("What you can do afterwards"), ("objectives", "prerequisites")),
        Section("cost", _("Cost"), _COST),
        Section("evidence", _("Evidence"), _EVIDENCE),
    ),
}  # fmt: skip


def columns_of(kind: str) -> tuple[str, ...]:
    """Every long-text column that a kind uses, in order; without the two-way view."""
    return tuple(column for section in SECTIONS[kind] for column in section.columns)
