"""What organizers type about a recording."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.lib.fields import LanguageChoiceField
from tessera.lib.local_times import moment_of
from tessera.lib.webvtt import MOST_CHARACTERS
from tessera.meetings.models import Recording, Session, Speaker

#: A character has four bytes at most.
_MOST_BYTES: Final = 4 * MOST_CHARACTERS


class RecordingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where it is, its licence, and when it begins in the session's own time zone."""

    begins = forms.DateTimeField(
        label=gettext_lazy("The recording begins at"),
        help_text=gettext_lazy("In the session’s time zone. Times of live captions count from it."),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
    )

    class Meta:
        model = Recording
        fields = ("link", "licence")

    def __init__(self, *given: Any, session: Session, **options: Any) -> None:
        super().__init__(*given, **options)
        self.session = session
        if self.instance.begins_at:
            local = self.instance.begins_at.astimezone(session.zone)
            self.initial["begins"] = local.replace(tzinfo=None)

    def clean_begins(self) -> Any:
        """The moment of it."""
        typed = self.cleaned_data["begins"]
        return moment_of(typed.replace(tzinfo=None), self.session.time_zone) if typed else None


class SpeakerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who is heard."""

    class Meta:
        model = Speaker
        fields = ("name", "email")
        help_texts = {
            "email": gettext_lazy("Without one, you note an agreement given on paper."),
        }


class CaptionsForm(forms.Form):
    """A file of captions and its language."""

    language = LanguageChoiceField(label=gettext_lazy("Language of the captions"))
    file = forms.FileField(
        label=gettext_lazy("File of captions (WebVTT)"),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        max_length=200,
    )

    def clean_file(self) -> str:
        """Its text."""
        file = self.cleaned_data["file"]
        if file.size > _MOST_BYTES:
            raise ValidationError(_("The captions are too long."))
        try:
            return str(file.read().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is not in UTF-8.")) from error


class RecordingFileForm(forms.Form):
    """A file of sound or film."""

    recorded = forms.FileField(
        label=gettext_lazy("File of the recording"),
        help_text=gettext_lazy("Sound or film, up to 100 MB. It is offered for saving."),
        widget=forms.FileInput(attrs={"accept": "audio/*,video/*"}),
        max_length=200,
    )
