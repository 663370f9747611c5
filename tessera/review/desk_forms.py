"""What editors type at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.review.desk_reasons import DECLINING, RETURNING
from tessera.review.models import DeskBatch


def _choices(reasons: Any) -> list[tuple[str, Any]]:
    return [(each.code, each.name) for each in reasons]


class DecisionForm(forms.Form):
    """List, return or decline one submission."""

    note = forms.CharField(
        label=_("Note to the author"),
        help_text=_("They see it word for word. A sentence for the reason is added for you."),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"class": "area", "rows": 4, "dir": "auto"}),
    )
    code = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("Needed to return or to decline. The author reads it in their language."),
        choices=[
            ("", _("None, it is listed")),
            (_("Return to the author"), _choices(RETURNING)),
            (_("Decline"), _choices(DECLINING)),
        ],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    is_confirmed = forms.BooleanField(label=_("I looked at every marked passage"), required=False)


class HandOverForm(forms.Form):
    """Give a submission to another editor, or back to all."""

    to = forms.ModelChoiceField(
        label=_("Editor"),
        queryset=User.objects.none(),
        empty_label=_("Nobody: whoever takes it on"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    message = forms.CharField(
        label=_("What they should know"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
    )

    def __init__(self, *args: Any, editors: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = editors  # type: ignore[attr-defined]


class BatchForm(HandOverForm):
    """Do one thing to many."""

    verb = forms.ChoiceField(
        label=_("With those ticked"),
        choices=DeskBatch.Verb.choices,
        widget=forms.Select(attrs={"class": "select"}),
    )
    code = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("", "–"),
            (_("Return to the author"), _choices(RETURNING)),
            (_("Decline"), _choices(DECLINING)),
        ],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )


class AppealForm(forms.Form):
    """An author's appeal."""

    text = forms.CharField(
        label=_("What speaks against the decision"),
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "area", "rows": 8, "dir": "auto"}),
    )


class AppealDecisionForm(forms.Form):
    """The answer to an appeal."""

    note = forms.CharField(
        label=_("Answer to the author"),
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "area", "rows": 5, "dir": "auto"}),
    )
