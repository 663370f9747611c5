"""What people choose about following."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.following.models import Follow, Follower


class FollowForm(forms.Form):
    """How soon one wants to hear of it."""

    level = forms.ChoiceField(
        label=_("Mail"), choices=Follow.Level.choices, initial=Follow.Level.WEEKLY
    )


def _hours() -> list[tuple[int, str]]:
    return [(hour, f"{hour:02d}:00") for hour in range(24)]


class TimesForm(forms.ModelForm):  # type: ignore[type-arg]
    """When mail is welcome."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
    )
    hour = forms.TypedChoiceField(label=_("Hour of digests"), choices=_hours, coerce=int)
    quiet_from = forms.TypedChoiceField(
        label=_("Nothing at once from"), choices=_hours, coerce=int,
        help_text=_("For what you want to hear at once. It waits until the quiet hours are over."),
    )  # fmt: skip
    quiet_until = forms.TypedChoiceField(label=_("until"), choices=_hours, coerce=int)

    class Meta:
        model = Follower
        fields = ("time_zone", "hour", "weekday", "quiet_from", "quiet_until")

    def values(self) -> dict[str, Any]:
        """What was chosen."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
