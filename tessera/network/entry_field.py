"""A form field that names a member by the identifier or the address of their profile."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _t

from tessera.lib.identifiers import PATTERN, normalize
from tessera.network.models import Person

_IDENTIFIER = re.compile(rf"(?<![0-9A-Za-z])({PATTERN})(?![0-9A-Za-z])")


class EntryField(forms.CharField):
    """The entry of somebody whom ``viewer`` may see; set it before the form is cleaned."""

    viewer: Any = None

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=300, widget=forms.TextInput({"dir": "ltr"}), **more)

    def clean(self, value: Any) -> Any:
        """The entry that was named. One query."""
        typed = super().clean(value)
        tried = [normalize(each) for each in _IDENTIFIER.findall(typed)]
        found = Person.objects.seen_by(self.viewer).filter(identifier__in=[x for x in tried if x])
        if person := found.select_related("user").first():
            return person
        raise forms.ValidationError(
            _t("There is no profile with this identifier that you may see.")
        )
