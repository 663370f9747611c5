"""What members type about an event."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tessera.communities.event_faults import faults_of
from tessera.communities.models import CommunityEvent
from tessera.communities.models.events import MOST_LETTERS
from tessera.lib.fields import LanguageChoiceField
from tessera.lib.local_times import moment_of
from tessera.vocabularies.labels import current_language

_LOCAL: Final = "%Y-%m-%dT%H:%M"
#: Field of the form → field of the model: moments are typed on the clocks of the time zone.
_MOMENTS: Final = {"begins": "starts_at", "ends": "ends_at", "registration": "register_by"}
_WORDS: Final = (
    "title", "text", "is_markdown", "language", "time_zone", "is_online", "place", "organizer",
    "link",
)  # fmt: skip


class _LocalTimeField(forms.DateTimeField):
    """A day and an hour as a clock on the wall shows them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
            input_formats=[_LOCAL, "%Y-%m-%d %H:%M"],
            **options,
        )


class EventForm(forms.Form):
    """An event: what, when, where, and how to join."""

    title = forms.CharField(
        label=_("Title"), max_length=160, widget=forms.TextInput({"dir": "auto"})
    )
    text = forms.CharField(
        label=_("What is it about, and for whom?"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 6, "dir": "auto", "class": "area"}),
    )
    is_markdown = forms.BooleanField(
        label=_("Formatted with Markdown: **bold**, *italic*, > quotation, - list"),
        required=False,
    )
    language = LanguageChoiceField(label=_("Language of your text"))
    begins = _LocalTimeField(
        label=_("Begins"),
        help_text=_("On the clocks of the time zone below, such as 2027-01-21 15:00."),
    )
    ends = _LocalTimeField(label=_("Ends"), required=False, help_text=_("On the same clocks."))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
    )
    is_online = forms.BooleanField(label=_("It takes place online"), required=False)
    place = forms.CharField(
        label=_("Place"),
        help_text=_("Such as the city, the address and the room."),
        required=False,
        max_length=200,
        widget=forms.TextInput({"dir": "auto"}),
    )
    organizer = forms.CharField(
        label=_("Held by"),
        help_text=_("The organization that holds it, if it is not this community."),
        required=False,
        max_length=200,
        widget=forms.TextInput({"dir": "auto"}),
    )
    link = CommunityEvent._meta.get_field("link").formfield(
        label=_("Link to register or to join"),
        help_text=_(
            "Everybody who reads this community sees it. It may be the page of a working session"
            " on this site."
        ),
    )
    registration = _LocalTimeField(
        label=_("Register until"), required=False, help_text=_("On the same clocks.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, data: Any = None, *, event: CommunityEvent | None = None, time_zone: str = "UTC"
    ) -> None:
        initial: dict[str, Any] = {"language": current_language(), "time_zone": time_zone}
        if event:
            initial = {name: getattr(event, name) for name in _WORDS}
            for name, field in _MOMENTS.items():
                moment = getattr(event, field)
                initial[name] = moment and moment.astimezone(event.zone).replace(tzinfo=None)
            initial["seen"] = event.updated_at.isoformat()
        super().__init__(data, initial=initial)
        self._seen = initial.get("seen", "")
        self._begins = event.starts_at if event else None

    def clean(self) -> dict[str, Any]:
        """Moments of what was typed; all faults at once, each tied to its field."""
        typed = super().clean() or {}
        if typed.get("seen", "") != self._seen:
            raise forms.ValidationError(
                gettext("Somebody else changed this event meanwhile. Open the page anew.")
            )
        values: dict[str, Any] = {name: typed[name] for name in _WORDS if name in typed}
        for name, field in _MOMENTS.items():
            local, values[field] = typed.get(name), None
            if isinstance(local, datetime) and "time_zone" in values:
                try:
                    values[field] = moment_of(local.replace(tzinfo=None), values["time_zone"])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        for name, fault in faults_of(values, now=timezone.now(), before=self._begins):
            if name not in self.errors:
                self.add_error(name, fault)
        return values


class CancelForm(forms.Form):
    """Why an event does not take place."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody who looks the event up reads it."),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
