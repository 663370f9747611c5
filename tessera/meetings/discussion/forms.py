"""What people type in a discussion in writing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageChoiceField
from tessera.meetings.discussion.models import (
    LONGEST_ABOUT,
    LONGEST_CONTRIBUTION,
    LONGEST_QUESTION,
    LONGEST_REASON,
    LONGEST_SUMMARY,
)
from tessera.meetings.discussion.preparing import MOST_QUESTIONS
from tessera.meetings.live.attribution import BY_STATEMENT, rule_of
from tessera.meetings.models import Session
from tessera.vocabularies.labels import current_language


class ContributionForm(forms.Form):
    """What somebody writes, and in which language; the name only where each chooses."""

    text = forms.CharField(
        label=_("Your contribution"),
        help_text=_("Write in the language you think in. Links are shown as links."),
        max_length=LONGEST_CONTRIBUTION,
        widget=forms.Textarea({"rows": 8, "dir": "auto", "class": "area"}),
    )
    language = LanguageChoiceField(label=_("Language of your text"))
    with_name = forms.BooleanField(label=_("Show my name beside it"), required=False)

    def __init__(self, data: Any = None, *, session: Session, initial: Any = None) -> None:
        super().__init__(data, initial={"language": current_language(), **(initial or {})})
        if rule_of(session) != BY_STATEMENT:
            del self.fields["with_name"]

    def typed(self) -> dict[str, Any]:
        """For the action."""
        typed = self.cleaned_data
        return {
            "text": typed["text"],
            "language": typed["language"],
            "with_name": typed.get("with_name", False),
        }


class ReasonForm(forms.Form):
    """A reason that readers see."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Readers see it."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.TextInput({"dir": "auto", "class": "input"}),
    )


class SummaryForm(forms.Form):
    """What the moderators sum up; ``revision`` is the one that the page showed."""

    text = forms.CharField(
        label=_("Summary of the answers"),
        help_text=_("Everybody reads it above the contributions. The synthesis begins with it."),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea({"rows": 10, "dir": "auto", "class": "area"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class QuestionForm(forms.Form):
    """One guiding question; empty ones are left out."""

    text = forms.CharField(
        label=_("Question"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto", "class": "area"}),
    )
    about = forms.CharField(
        label=_("What belongs to it"),
        max_length=LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto", "class": "area"}),
    )

    def clean(self) -> dict[str, Any]:
        """An explanation needs its question."""
        typed = super().clean() or {}
        if typed.get("about") and not typed.get("text") and not self.errors:
            self.add_error("text", _("Write the question, or empty what belongs to it."))
        return typed


QuestionFormSet = forms.formset_factory(
    QuestionForm,
    extra=1,
    min_num=1,
    max_num=MOST_QUESTIONS,
    absolute_max=MOST_QUESTIONS + 1,
    validate_max=True,
)


class RulesForm(forms.Form):
    """Rules of a discussion."""

    holds_first = forms.BooleanField(
        label=_("Read first contributions before others see them"),
        help_text=_(
            "Of people who registered by themselves. Once one was let through, theirs appear at "
            "once."
        ),
        required=False,
    )
