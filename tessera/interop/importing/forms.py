"""Forms of the imports' pages."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.interop.importing.reading import FORMATS, MOST_BYTES, format_of
from tessera.interop.importing.rows import FIELDS
from tessera.interop.importing.texts import ENCODINGS
from tessera.interop.importing.zotero_groups import group_of
from tessera.lib.fields import WebAddressField
from tessera.lib.languages import INTERFACE_LANGUAGES, language_name
from tessera.vocabularies.labels import current_language

_OTHERS: Final = ("de", "it", "pt", "nl", "el", "fa", "uk")


class _RowsForm(forms.Form):
    """What holds for rows that do not say it."""

    kind = forms.ChoiceField(
        label=_("Kind of record"),
        choices=Record.Kind.choices,
        initial=Record.Kind.ACADEMIC,
        help_text=_("For rows that do not say it."),
    )
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("For rows that do not say it."), initial="en"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags = [
            (tag, language_name(tag, current_language()))
            for tag in (*INTERFACE_LANGUAGES, *_OTHERS)
        ]
        self._choose("language", tags)

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class AddressForm(_RowsForm):
    """Where to fetch, and what is there."""

    prefix = "from"
    field_order = ("there", "address", "kind", "language")
    there = forms.ChoiceField(
        label=_("What is there"),
        choices=[
            ("page", _("a page with JSON-LD, or a file")),
            ("tessera", _("another Tessera")),
            ("zotero", _("Zotero group library")),
        ],
    )
    address = WebAddressField(max_length=500).formfield(
        label=_("Address"),
        help_text=_("Of the page, the file, the other Tessera, or the group with its number."),
    )

    def clean(self) -> dict[str, Any]:
        """A library of Zotero is known by the number of its group."""
        found = super().clean() or {}
        if found.get("there") == "zotero" and not group_of(found.get("address", "")):
            message = _("Give the address of the group, with its number.")
            self.add_error("address", ValidationError(message))
        return found


def _encodings() -> list[tuple[str, str]]:
    return [("", "UTF-8"), *((name, name.upper()) for name in ENCODINGS[1:])]


class EncodingForm(forms.Form):
    """In which encoding a file is read."""

    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=_encodings)


class UploadForm(_RowsForm):
    """A file, and what holds for rows that do not say it."""

    field_order = ("file", "form", "kind", "language", "encoding")
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX, RIS, BibTeX, CSL-JSON, JSON-LD, a list of DOIs, or the dump of another "
            "Tessera; up to 200 MB."
        ),
    )
    form = forms.ChoiceField(label=_("Format"), required=False)
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        help_text=_("Only for files of text that are older than UTF-8."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, form.name) for code, form in FORMATS.items()]
        self._choose("form", [("", _("by the name of the file")), *names])
        self._choose("encoding", _encodings())

    def clean(self) -> dict[str, Any]:
        """The format must be known, by name or by choice, and the file have a bound."""
        found = super().clean() or {}
        file = found.get("file")
        if file and file.size > MOST_BYTES:
            self.add_error("file", ValidationError(_("The file is larger than 200 MB. Divide it.")))
        if file and not found.get("form"):
            found["form"] = format_of(file.name)
            if not found["form"]:
                self.add_error("form", ValidationError(_("The name does not tell. Choose one.")))
        return found


class MappingForm(forms.Form):
    """For each column of a table, the field that it fills."""

    def __init__(
        self, *args: Any, columns: list[str], mapping: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [("", _("leave it out")), *FIELDS.items()]
        for place, column in enumerate(columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column or str(place + 1),
                required=False,
                choices=choices,
                initial=mapping.get(column, ""),
            )

    def clean(self) -> dict[str, Any]:
        """One column has to be the title."""
        found = super().clean() or {}
        if "title" not in found.values():
            raise ValidationError(_("No column is the title. Say which one is."))
        return found

    def mapping(self) -> dict[str, str]:
        """Column → field."""
        return {
            column: self.cleaned_data[f"column-{place}"]
            for place, column in enumerate(self.columns)
            if self.cleaned_data.get(f"column-{place}")
        }
