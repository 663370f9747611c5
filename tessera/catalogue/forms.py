"""What people type about records."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.changes.backoffice import PublicationForm
from tessera.lib.identifiers import normalize


class RecordForm(PublicationForm):
    """The form of every kind of record in the back office."""

    def clean(self) -> Any:
        """A record has no relation to itself."""
        values = super().clean()
        relations = self.formsets.get("relations")
        for form in relations.forms if relations is not None else ():
            form.is_valid()
            target = getattr(form, "cleaned_data", {}).get("target")
            if target and target.pk == self.instance.pk:
                form.add_error("target", _t("A record cannot have a relation to itself."))
        return values


class SupersedingForm(forms.Form):
    """Which record has taken the place of another, and why."""

    successor = forms.CharField(
        label=_("Identifier of the newer record"), max_length=20, help_text=_("Such as T7K2-9QXW.")
    )
    note = forms.CharField(
        label=_("A sentence to readers"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the newer one has that this one lacks. It may be left out."),
    )

    def clean_successor(self) -> Record:
        """The public record that an identifier names."""
        return _public_record(self.cleaned_data["successor"])


def _public_record(typed: str) -> Record:
    identifier = normalize(typed)
    if identifier is None:
        raise forms.ValidationError(
            _t("This identifier is not right. Check it for a typing error.")
        )
    record: Record | None = Record.objects.public().filter(identifier=identifier).first()
    if record is None:
        raise forms.ValidationError(_t("There is no public record with this identifier."))
    return record


class EndingForm(forms.Form):
    """Why a record is taken from the public, and what replaces it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Readers see it on the page that stays at this address."),
    )
    successor = forms.CharField(
        label=_("Identifier of the record that replaces it"),
        required=False,
        max_length=20,
        help_text=_("Such as T7K2-9QXW. Leave it empty when nothing does."),
    )
    is_merge = forms.BooleanField(
        label=_("This is a duplicate: lead readers straight to the other record"), required=False
    )

    def clean_successor(self) -> Record | None:
        """The record that an identifier names."""
        typed = self.cleaned_data["successor"]
        return _public_record(typed) if typed else None

    def clean(self) -> dict[str, Any]:
        """A duplicate needs the record that it duplicates."""
        values = super().clean() or {}
        missing = "successor" not in self.errors and not values.get("successor")
        if values.get("is_merge") and missing:
            self.add_error("successor", _t("Enter the record that this one duplicates."))
        return values
