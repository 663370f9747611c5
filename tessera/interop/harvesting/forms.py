"""The form of a source."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.interop.harvesting.models import Source
from tessera.interop.importing.zotero_groups import group_of
from tessera.lib.fields import LanguageChoiceField, WebAddressField
from tessera.vocabularies.labels import current_language, labels

_MOST_QUOTA: Final = 20_000


def _address(label: Any, **options: Any) -> Any:
    return WebAddressField(max_length=500, blank=not options.get("required", True)).formfield(
        label=label, **options
    )


class SourceForm(forms.Form):
    """Where to ask, what to take, and how it comes in."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Readers see it on every record.")
    )
    form = forms.ChoiceField(label=_("How it is asked"), choices=Source.Form.choices)
    address = _address(
        _("Address"),
        help_text=_(
            "Of the OAI-PMH interface, the feed, the sitemap, the page itself or the Zotero group."
        ),
    )
    homepage = _address(
        _("Page about the source"), required=False, help_text=_("Readers are led there.")
    )
    licence = forms.ChoiceField(
        label=_("Licence"), required=False, help_text=_("For items that do not say it.")
    )
    metadata_prefix = forms.RegexField(
        r"^[A-Za-z0-9_.!~*'()-]+$", label=_("Metadata format"), required=False, max_length=40,
        help_text=_("Only for OAI-PMH. Without it, the richest that we read is asked for."),
    )  # fmt: skip
    set_spec = forms.CharField(
        label=_("Set"), required=False, max_length=200,
        help_text=_("Only for OAI-PMH: one set instead of everything."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind of record"), choices=Record.Kind.choices, initial=Record.Kind.ACADEMIC,
        help_text=_("For items that do not say it."),
    )  # fmt: skip
    language = LanguageChoiceField(
        label=_("Language"), initial="en", help_text=_("For items that do not say it.")
    )
    words = forms.CharField(
        label=_("Only items with one of these words"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line; in the title, the summary or the subjects. A word’s beginning is enough."
        ),
    )  # fmt: skip
    themes = forms.MultipleChoiceField(
        label=_("Only items on one of these themes"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Told by their subjects, by names in the title, or by what similar records here are "
            "about."
        ),
    )  # fmt: skip
    mapping = forms.CharField(
        label=_("What its subjects mean here"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line, with the code of a theme: housing policy = HOU. Subjects named as our "
            "themes are understood without."
        ),
    )  # fmt: skip
    every_hours = forms.TypedChoiceField(
        label=_("How often"), choices=Source.Every.choices, coerce=int, initial=Source.Every.WEEKLY
    )
    quota = forms.IntegerField(
        label=_("Records per run, at most"), min_value=1, max_value=_MOST_QUOTA, initial=500,
        help_text=_("The next run goes on where this one stopped."),
    )  # fmt: skip
    pause_seconds = forms.IntegerField(
        label=_("Seconds between two questions"), min_value=1, max_value=60, initial=2,
        help_text=_("More, when its robots.txt asks for more."),
    )  # fmt: skip
    is_published = forms.BooleanField(
        label=_("List new records at once, as not reviewed. Otherwise they become drafts."),
        required=False,
    )
    is_active = forms.BooleanField(
        label=_("Ask it by itself, as often as said above"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, picture = current_language(), labels()
        for name, scheme, first in (("licence", "LI", [("", "–")]), ("themes", "TH", [])):
            field: Any = self.fields[name]
            entries = [each for each in picture.scheme(scheme) if not each.is_deprecated]
            if scheme == "TH":
                entries = [each for each in entries if "." not in each.code]
            field.choices = first + [(each.code, each.label(language)) for each in entries]

    def clean(self) -> dict[str, Any]:
        """A library of Zotero is known by the number of its group."""
        found = super().clean() or {}
        if found.get("form") == Source.Form.ZOTERO and not group_of(found.get("address", "")):
            message = gettext("Give the address of the group, with its number.")
            self.add_error("address", ValidationError(message))
        return found

    def clean_mapping(self) -> dict[str, str]:
        """Subject → code of a theme."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["mapping"].splitlines():
            if not line.strip():
                continue
            subject, _sign, code = line.rpartition("=")
            if not subject.strip() or not labels().concept("TH", code.strip().upper()):
                message = gettext("This line names no theme: %(line)s")
                raise ValidationError(message, params={"line": line.strip()[:80]})
            found[subject.strip()[:200]] = code.strip().upper()
        return found

    def clean_words(self) -> str:
        """As typed, without empty lines."""
        return re.sub(r"\s*\n\s*", "\n", self.cleaned_data["words"].strip())


def initial_of(source: Source) -> dict[str, Any]:
    """What the form of a source begins with."""
    values = {name: getattr(source, name) for name in SourceForm.base_fields}
    values["mapping"] = "\n".join(f"{text} = {code}" for text, code in source.mapping.items())
    return values
