"""What organizers type about series and forums."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.lib.local_times import moment_of
from tessera.meetings.models import Series, SeriesRoom, SeriesSession
from tessera.meetings.models.series import MOST_DAYS, MOST_ROOMS

_MINUTE_FORMS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class NewSeriesForm(forms.Form):
    """A title, and whether it is a series or a forum."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            ("forum", gettext_lazy("Forum: several days, parallel rooms")),
            ("series", gettext_lazy("Series: sessions that follow each other")),
        ],
    )


class SeriesForm(forms.ModelForm):  # type: ignore[type-arg]
    """The series itself, with its text in its own language."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    about = forms.CharField(
        label=gettext_lazy("About it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Of the timetable. A session keeps its moment when this changes."),
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Series
        fields = ("kind", "first_day", "last_day", "time_zone", "place", "convener")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("first_day", "last_day")
        }

    field_order = (
        *("title", "about", "kind", "convener", "first_day", "last_day", "time_zone", "place"),
    )

    def __init__(self, data: Any = None, *, instance: Series, **options: Any) -> None:
        text = instance.texts.first()
        options["initial"] = {
            "title": text.title if text else "",
            "about": text.about if text else "",
            "stamp": instance.updated_at.isoformat(),
        }
        super().__init__(data, instance=instance, **options)
        self.shown_stamp = instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        """Tie the faults of days to the last day, and refuse what an old page sends."""
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif first and last and (last - first).days >= MOST_DAYS:
            words = ngettext(
                "A forum lasts %(most)d day at most.", "A forum lasts %(most)d days at most.",
                MOST_DAYS,
            )  # fmt: skip
            self.add_error("last_day", words % {"most": MOST_DAYS})
        if values.get("stamp") != self.shown_stamp:
            raise forms.ValidationError(
                _("Somebody else changed this meanwhile. Open the page anew.")
            )
        return values


RoomFormSet = forms.inlineformset_factory(
    Series,
    SeriesRoom,
    fields=("name", "note", "position"),
    extra=0,
    max_num=MOST_ROOMS,
    absolute_max=MOST_ROOMS + 1,
    validate_max=True,
)


class PlaceForm(forms.Form):
    """One session's room and time, on the clocks of the forum."""

    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)
    begins = forms.DateTimeField(
        label=gettext_lazy("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=_MINUTE_FORMS,
    )
    is_shown = forms.BooleanField(
        label=gettext_lazy("Show it to everybody, although it is by invitation"), required=False
    )
    is_removed = forms.BooleanField(
        label=gettext_lazy("Take it out; the session itself stays"), required=False
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, placed: SeriesSession, rooms: Sequence[SeriesRoom]) -> None:
        self.placed, self.rooms = placed, {str(room.pk): room for room in rooms}
        self.zone_name = placed.series.time_zone
        begins = placed.session.starts_at.astimezone(placed.series.zone).replace(tzinfo=None)
        initial = {
            "room": str(placed.room_id or ""),
            "begins": begins,
            "is_shown": placed.is_shown,
            "was": placed.session.starts_at.isoformat(),
        }
        super().__init__(data, prefix=f"p{placed.pk}", initial=initial)
        choice: Any = self.fields["room"]
        choice.choices = [
            ("", _("No room yet")),
            *((key, str(self.rooms[key])) for key in self.rooms),
        ]
        if not rooms:
            del self.fields["room"]
        if placed.session.access != placed.session.Access.INVITATION:
            del self.fields["is_shown"]

    def clean(self) -> dict[str, Any]:
        """The moment of what was typed; faults of clocks are tied to the time."""
        values = super().clean() or {}
        session, typed = self.placed.session, values.get("begins")
        values["starts_at"] = session.starts_at
        if "begins" not in self.changed_data or not isinstance(typed, datetime):
            return values
        if values.get("was") != session.starts_at.isoformat():
            self.add_error(
                "begins", _("Somebody else moved this session meanwhile. Open the page anew.")
            )
            return values
        try:
            values["starts_at"] = moment_of(typed.replace(tzinfo=None), self.zone_name)
        except forms.ValidationError as error:
            self.add_error("begins", error)
        return values

    @property
    def chosen_room(self) -> SeriesRoom | None:
        """The room that was chosen."""
        return self.rooms.get(self.cleaned_data.get("room", ""))
