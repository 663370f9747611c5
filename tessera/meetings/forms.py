"""What organizers type about a session."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.lib.local_times import moment_of
from tessera.meetings.models import ProgrammePart, Seat, Session
from tessera.meetings.models.sessions import MOST_DAYS, MOST_MINUTES
from tessera.meetings.templates_of_sessions import TEMPLATES
from tessera.vocabularies.labels import current_language, labels

_MOST_ROWS = 40
_MOST_CONVENERS = 10
_LONGEST_NAME = 250


def _formats() -> list[tuple[str, str]]:
    picture, language = labels(), current_language()
    found = [(code, picture.concept("SF", code)) for code in TEMPLATES]
    return [(code, entry.label(language)) for code, entry in found if entry]


class NewSessionForm(forms.Form):
    """A title and the template that seats and programme come from."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    template = forms.ChoiceField(label=gettext_lazy("Template"), choices=_formats)


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The session itself, with its text in its own language."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    guiding_question = forms.CharField(
        label=gettext_lazy("Guiding question"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    about = forms.CharField(
        label=gettext_lazy("About this session"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    decision_sought = forms.CharField(
        label=gettext_lazy("Decision sought"),
        help_text=gettext_lazy("What is to be decided or recommended in the end, if anything."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conveners = forms.CharField(
        label=gettext_lazy("Convened by"),
        help_text=gettext_lazy(
            "One organization on each line. Those of the directory are linked by their names."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    begins = forms.DateTimeField(
        label=gettext_lazy("Begins"),
        help_text=gettext_lazy("On the clocks of the time zone below, such as 2027-01-21 15:00."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    closes = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("On the same clocks. Contributions are taken until then."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Session
        fields = (
            *("time_zone", "minutes", "place", "venue", "access", "attribution_rule", "is_online"),
            *(
                "languages",
                "has_interpretation",
                "capacity",
                "needs_approval",
                "joining_link",
                "keep_days",
            ),
        )

    field_order = (
        *("title", "guiding_question", "about", "decision_sought", "conveners"),
        *("begins", "closes"),
        *("time_zone", "minutes"),
        *(
            "place",
            "venue",
            "access",
            "capacity",
            "needs_approval",
            "attribution_rule",
            "is_online",
        ),
        *("joining_link", "languages", "has_interpretation", "keep_days"),
    )

    def __init__(self, data: Any = None, *, instance: Session, **options: Any) -> None:
        text, conveners = instance.texts.first(), instance.conveners.all()
        local = instance.starts_at.astimezone(ZoneInfo(instance.time_zone))
        options["initial"] = {
            "title": text.title if text else "",
            "guiding_question": text.guiding_question if text else "",
            "about": text.about if text else "",
            "decision_sought": text.decision_sought if text else "",
            "conveners": "\n".join(each.name for each in conveners),
            "begins": local.replace(tzinfo=None),
            "stamp": instance.updated_at.isoformat(),
        }
        if instance.closes_at:
            closes = instance.closes_at.astimezone(instance.zone)
            options["initial"]["closes"] = closes.replace(tzinfo=None)
        self.was_over = instance.is_over(now=timezone.now())
        super().__init__(data, instance=instance, **options)
        del self.fields["minutes" if instance.is_written else "closes"]
        self.shown_stamp = instance.updated_at.isoformat()

    def clean_conveners(self) -> list[str]:
        """The names, each once."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["conveners"].splitlines())
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > _MOST_CONVENERS or any(len(name) > _LONGEST_NAME for name in names):
            raise forms.ValidationError(
                _("Name ten organizations at most, each with 250 characters at most.")
            )
        return names

    def clean(self) -> dict[str, Any]:
        """Tie the faults of clocks to the time, and refuse what an old page sends."""
        values = super().clean() or {}
        typed, zone = values.get("begins"), values.get("time_zone")
        if isinstance(typed, datetime) and zone:
            try:
                self.instance.starts_at = moment_of(typed.replace(tzinfo=None), zone)
            except forms.ValidationError as error:
                self.add_error("begins", error)
        if isinstance(values.get("closes"), datetime) and zone:
            self._clean_closing(values["closes"].replace(tzinfo=None), zone)
        if values.get("stamp") != self.shown_stamp:
            raise forms.ValidationError(
                _("Somebody else changed this session meanwhile. Open the page anew.")
            )
        return values

    def _clean_closing(self, typed: datetime, zone: str) -> None:
        """After the opening, by so many days at most; what is closed stays closed."""
        before = self.instance.closes_at
        try:
            closes = moment_of(typed, zone)
        except forms.ValidationError as error:
            self.add_error("closes", error)
            return
        if self.was_over and closes != before:
            self.add_error("closes", _("This discussion is closed. Nothing more can be added."))
        elif closes <= self.instance.starts_at:
            self.add_error("closes", _("It must close after it begins."))
        elif closes - self.instance.starts_at > timedelta(days=MOST_DAYS):
            message = ngettext(
                "A discussion can be open for %(days)d day at most.",
                "A discussion can be open for %(days)d days at most.",
                MOST_DAYS,
            )
            self.add_error("closes", message % {"days": MOST_DAYS})
        else:
            self.instance.closes_at = closes


SeatFormSet = forms.inlineformset_factory(
    Session,
    Seat,
    fields=("role", "stakeholder", "name", "affiliation"),
    extra=0,
    max_num=_MOST_ROWS,
    absolute_max=_MOST_ROWS + 1,
    validate_max=True,
)
PartFormSet = forms.inlineformset_factory(
    Session,
    ProgrammePart,
    fields=("kind", "title", "minutes", "people"),
    extra=0,
    max_num=_MOST_ROWS,
    absolute_max=_MOST_ROWS + 1,
    validate_max=True,
    widgets={"minutes": forms.NumberInput(attrs={"min": 1, "max": MOST_MINUTES})},
)
