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
        if not typed:
            return None
        identifier = normalize(typed)
        if identifier is None:
            raise forms.ValidationError(
                _t("This identifier is not right. Check it for a typing error.")
            )
        record = Record.objects.public().filter(identifier=identifier).first()
        if record is None:
            raise forms.ValidationError(_t("There is no public record with this identifier."))
        return record

    def clean(self) -> dict[str, Any]:
        """A duplicate needs the record that it duplicates."""
        values = super().clean() or {}
        missing = "successor" not in self.errors and not values.get("successor")
        if values.get("is_merge") and missing:
            self.add_error("successor", _t("Enter the record that this one duplicates."))
        return values
