"""What organizers type of an issues paper, and readers about it."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.lib.identifiers import PATTERN, normalize
from tessera.lib.languages import INTERFACE_LANGUAGES, own_name
from tessera.meetings.models import Paper, Session
from tessera.meetings.phrases import questions_of_paper

_MOST_FACTS = 40
_MOST_OFFERED = 6


class PaperForm(forms.ModelForm):  # type: ignore[type-arg]
    """The paper without its facts."""

    language = forms.ChoiceField(
        label=_("Language of the paper"),
        choices=[(code, own_name(code)) for code in INTERFACE_LANGUAGES],
    )

    class Meta:
        model = Paper
        fields = ("language", "authors", "summary", "background", "questions", "options",
                  "days_before", "comments_until")  # fmt: skip
        widgets = {
            "authors": forms.TextInput({"dir": "auto"}),
            "summary": forms.Textarea({"rows": 4, "dir": "auto"}),
            "background": forms.Textarea({"rows": 12, "dir": "auto"}),
            "questions": forms.Textarea({"rows": 5, "dir": "auto"}),
            "options": forms.Textarea({"rows": 5, "dir": "auto"}),
            "comments_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].label = questions_of_paper(session)


class RecordField(forms.CharField):
    """A public record by its identifier or any address of it."""

    default_error_messages = {"unknown": _("No public record has this identifier or address.")}

    def clean(self, value: Any) -> Any:
        """The record."""
        typed = super().clean(value)
        if not typed:
            return None
        found = re.search(PATTERN, typed, re.IGNORECASE)
        identifier = normalize(found[0] if found else typed)
        record = Record.objects.public().filter(identifier=identifier or "").first()
        if record is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return record


class FactForm(forms.Form):
    """A fact and the record that shows it; an empty row is none."""

    text = forms.CharField(
        label=_("Fact"),
        max_length=800,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    record = RecordField(
        label=_("Record that shows it: identifier, address, or words of its title"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A record picked from those offered takes the place of the words that found it.
        if picked := self.data.get(self.add_prefix("picked")):
            self.data = dict(self.data.items()) | {self.add_prefix("record"): picked}

    def clean(self) -> dict[str, Any]:
        """No fact without a record, and no record without words."""
        typed = super().clean() or {}
        if typed.get("text") and not typed.get("record") and "record" not in self.errors:
            self.add_error("record", _("Every fact cites a record."))
        if typed.get("record") and not typed.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say what the record shows."))
        if self.has_error("record", "unknown"):
            self._offer(self.data.get(self.add_prefix("record"), ""))
        return typed

    def _offer(self, words: str) -> None:
        """Show the public records whose titles have these words, to pick one. Two queries."""
        found = Record.objects.public().titled(words).prefetch_related("texts").newest()
        choices = [(each.identifier, str(each)) for each in found[:_MOST_OFFERED]]
        if choices:
            # There are such records: the field asks which, and no longer says that there is none.
            self.errors["record"] = self.error_class([str(_("Is it one of these?"))])
            self.fields["picked"] = forms.ChoiceField(
                label=_("Is it one of these?"),
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
            )


FactFormSet = forms.formset_factory(
    FactForm, extra=2, max_num=_MOST_FACTS, absolute_max=_MOST_FACTS, validate_max=True
)


class CommentForm(forms.Form):
    """Something about a paragraph."""

    paragraph = forms.CharField(max_length=20)
    text = forms.CharField(
        label=_("Your comment"), max_length=2000, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )
