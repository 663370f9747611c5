"""What those who took part answer, and what the organizer sets."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tessera.meetings.afterwards.feedback import Feedback
from tessera.meetings.afterwards.feedback_results import steps_of_usefulness
from tessera.meetings.models import FeedbackAnswer, Survey
from tessera.meetings.models.feedback import LONGEST_WORDS

_Intention, _Extent = FeedbackAnswer.Intention, FeedbackAnswer.Extent


def _words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def _one_of(label: Any, choices: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=choices, widget=forms.RadioSelect)


class FeedbackForm(forms.Form):
    """Few questions; the texts may stay empty."""

    usefulness = forms.TypedChoiceField(
        label=gettext_lazy("How useful was the session for you?"),
        choices=lazy(steps_of_usefulness, list),
        coerce=int,
        widget=forms.RadioSelect,
    )
    news = _words(gettext_lazy("What did you hear that was new to you?"))
    intention = _one_of(
        gettext_lazy("Do you intend to use something of what you heard?"), _Intention.choices
    )
    use = _words(gettext_lazy("What for?"))
    was_heard = _one_of(
        gettext_lazy("Was every voice heard?"),
        _Extent.choices,
        gettext_lazy("Those who came and those who were there before, in both directions."),
    )
    access = _one_of(gettext_lazy("Could you take part without barriers?"), _Extent.choices)
    barriers = _words(
        gettext_lazy("What stood in the way?"),
        gettext_lazy("Language, sight, hearing, the link, the hour, the room …"),
    )
    further = _words(gettext_lazy("Anything else?"))
    may_name = forms.BooleanField(
        label=gettext_lazy("My name may stand beside my words"),
        help_text=gettext_lazy("Only the organizers see it. Without this tick nobody does."),
        required=False,
    )

    may_ask = forms.BooleanField(
        label=gettext_lazy("Ask me in six months whether I used something of it"),
        help_text=gettext_lazy("Your address is kept for this one mail, and nobody sees it."),
        required=False,
    )

    def __init__(
        self,
        *given: Any,
        answer: FeedbackAnswer | None,
        may_be_named: bool,
        **options: Any,
    ) -> None:
        known = {}
        if answer:
            known = {name: getattr(answer, name) for name in self.base_fields if name != "may_name"}
            known["may_name"] = bool(answer.name)
        super().__init__(*given, **options)
        self.initial = known
        if not may_be_named:
            del self.fields["may_name"]

    def feedback(self) -> Feedback:
        """What was typed."""
        return Feedback(**self.cleaned_data, language=get_language() or "")


class LaterForm(forms.Form):
    """Whether something was used, six months later."""

    used = _one_of(gettext_lazy("Have you used something of what you heard?"), _Extent.choices)
    note = _words(gettext_lazy("In a few words: what came of it, or what stood in the way?"))


class SurveyForm(forms.Form):
    """Until when the survey is open, and who sees its numbers."""

    closes_on = forms.DateField(
        label=gettext_lazy("Open until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    is_in_summary = forms.BooleanField(
        label=gettext_lazy("Show the numbers beside the published summary"),
        help_text=gettext_lazy("Never the texts, and only of five answers or more."),
        required=False,
    )

    def __init__(self, *given: Any, survey: Survey, **options: Any) -> None:
        self.survey = survey
        zone = survey.session.zone
        known = {
            "closes_on": survey.closes_at.astimezone(zone).date(),
            "is_in_summary": survey.is_in_summary,
        }
        super().__init__(*given, **options)
        self.initial = known
        if not survey.is_open(now=timezone.now()):
            del self.fields["closes_on"]

    def clean_closes_on(self) -> Any:
        """A day that is not over."""
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.now().astimezone(self.survey.session.zone).date():
            raise forms.ValidationError(_("This day is over."))
        return day

    def closes_at(self) -> datetime:
        """The end of the chosen day in the session's zone; what it was when that is unchanged."""
        day = self.cleaned_data.get("closes_on")
        if not day or "closes_on" not in self.changed_data:
            return self.survey.closes_at
        return datetime.combine(day, time(23, 59, 59), self.survey.session.zone)
