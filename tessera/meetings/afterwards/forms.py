"""What rapporteurs, participants and owners type after a session."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tessera.catalogue.models import Record
from tessera.lib.enumerations import listed
from tessera.lib.identifiers import normalize
from tessera.meetings.models import Session, SessionOutcome, SummaryPart
from tessera.meetings.models.afterwards import LONGEST_REMARK

_MOST_ROWS: Final = 80
_MOST_CITED: Final = 20
_IDENTIFIER = re.compile(r"\b[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}\b")


class OutcomeForm(forms.ModelForm):  # type: ignore[type-arg]
    """An outcome, with the records that it rests on as identifiers or addresses."""

    cited = forms.CharField(
        label=gettext_lazy("Records cited"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Their numbers or addresses, separated by spaces."),
    )

    class Meta:
        model = SessionOutcome
        fields = ("kind", "text", "owner", "owner_email", "due", "state", "supports", "dissents")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        if self.instance.pk:
            rows = self.instance.records.all()
            self.fields["cited"].initial = " ".join(each.identifier for each in rows)

    def clean_cited(self) -> list[Record]:
        """The public records of what was typed."""
        found, unknown = [], []
        for word in self.cleaned_data["cited"].split()[:_MOST_CITED]:
            candidates = [normalize(each) for each in _IDENTIFIER.findall(word)] or [None]
            records = Record.objects.public().filter(identifier__in=[c for c in candidates if c])
            record = records.first()
            if record is None:
                unknown.append(word)
            else:
                found.append(record)
        if unknown:
            raise forms.ValidationError(
                _("There is no public record with the number %(words)s."),
                params={"words": listed(unknown)},
            )
        return found


PartFormSet = forms.inlineformset_factory(
    Session, SummaryPart, fields=("heading", "text"), extra=0, max_num=_MOST_ROWS,
    absolute_max=_MOST_ROWS + 1, validate_max=True,
    widgets={"text": forms.Textarea(attrs={"rows": 8})},
)  # fmt: skip
OutcomeFormSet = forms.inlineformset_factory(
    Session, SessionOutcome, form=OutcomeForm, extra=0, max_num=_MOST_ROWS,
    absolute_max=_MOST_ROWS + 1, validate_max=True,
)  # fmt: skip


class RemarkForm(forms.Form):
    """What somebody who was there says about a part of the draft."""

    part = forms.ModelChoiceField(
        label=pgettext_lazy("which part a remark is about", "About"),
        queryset=SummaryPart.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole summary"),
    )
    text = forms.CharField(
        label=gettext_lazy("What should be different?"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *given: Any, session: Session, **options: Any) -> None:
        super().__init__(*given, **options)
        choice: Any = self.fields["part"]
        choice.queryset = SummaryPart.objects.filter(session=session).exclude(text="")


class AnswerForm(forms.Form):
    """What became of a commitment."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it?"), choices=SessionOutcome.State.choices
    )
    note = forms.CharField(
        label=gettext_lazy("In a few words, for everybody to read"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
