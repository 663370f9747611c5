"""What a record says, in one language. Each kind uses the columns named in ``sections.py``."""

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from tessera.catalogue.models.record import Record
from tessera.lib.fields import LanguageTagField
from tessera.network.models import TextStatus


def long_text(label: Any, limit: int = 6000, **options: Any) -> Any:
    """A formatted text (Markdown)."""
    return models.TextField(label, blank=True, validators=[MaxLengthValidator(limit)], **options)


class RecordText(models.Model):
    """A record's title, summary and long texts in one language."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )
    is_outdated = models.BooleanField(_("the original has moved on"), default=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, max_length=800)

    # The two-way view: what each side gains, and what each contributes.
    gains_migrants = long_text(_("what migrants gain"))
    gains_host = long_text(_("what the host community gains"))
    gains_home = long_text(_("what the home community gains"))
    gives_migrants = long_text(_("what migrants contribute"))
    gives_host = long_text(_("what the host community contributes"))
    gives_home = long_text(_("what the home community contributes"))

    # Approach (B1).
    core_idea = long_text(_("core idea"))
    mechanism = long_text(_("why it should work"))
    variants = long_text(_("variants"))
    preconditions = long_text(_("what must be in place"))
    when_not_to_use = long_text(_("when not to use it"))
    known_harms = long_text(_("known harms"))
    moderators = long_text(_("for whom and where it works better or worse"))
    equity_effects = long_text(_("effects on equality"))
    implementation = long_text(_("how to put it into practice"))
    synthesis = long_text(_("how the studies were brought together"))

    # Practice (B2).
    problem = long_text(_("the need"), 1500)
    what_is_done = long_text(_("what is done"), 1500)
    context = long_text(_("context"))
    goals = long_text(_("goals"))
    rationale = long_text(_("reasons for this way"))
    delivery = long_text(_("how it is delivered"))
    changes_made = long_text(_("what changed on the way"))
    mandate = long_text(_("mandate and legal power"))
    participant_feedback = long_text(_("what participants say"))
    enablers = long_text(_("what helped"))
    barriers = long_text(_("what stood in the way"))
    failures = long_text(_("failures and side effects"))
    keep = long_text(_("do"))
    avoid = long_text(_("do not"))
    transfer_conditions = long_text(_("conditions for transfer"))
    must_keep = long_text(_("must be kept"))
    may_adapt = long_text(_("may be adapted"))
    in_kind = long_text(_("contributions in kind"))

    # Guideline (B3).
    recommendations = long_text(_("recommendations"))
    how_to_use = long_text(_("how to use it"))

    # Policy resource (B4).
    rights_duties = long_text(_("rights and duties"))
    changes = long_text(_("what it changed"))
    monitoring = long_text(_("monitoring"))

    # Academic resource (B5).
    abstract = long_text(_("abstract"))
    plain_findings = long_text(_("findings in plain words"), 1200)
    limitations = long_text(_("limitations"))
    bias_note = long_text(_("risk of bias"))

    # Learning item (B9): an objective on each line.
    objectives = long_text(_("what one can do afterwards"), 2000, default="", db_default="")
    prerequisites = long_text(_("what one should know before"), 1500, default="", db_default="")

    # Every kind.
    evidence_note = long_text(_("evidence"))
    cost_note = long_text(_("cost"))

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "language"], name="one_text_per_language")
        ]
        indexes: ClassVar = [models.Index(fields=["title"], name="text_by_title")]

    def __str__(self) -> str:
        return self.title
