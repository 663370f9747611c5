"""What people type when they register for a session."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.accounts.honeypot import add_honeypot
from tessera.lib.languages import INTERFACE_LANGUAGES, own_name
from tessera.meetings.models import Registration, Session
from tessera.meetings.phrases import question_beforehand
from tessera.meetings.registering import Details
from tessera.vocabularies.labels import current_language

_TEXT = {"rows": 3, "dir": "auto"}


class AnswersForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a registrant may change later."""

    class Meta:
        model = Registration
        fields = ("name", "organization", "stakeholder", "place", "focus", "question",
                  "access_needs")  # fmt: skip
        labels = {
            "name": _("Your name"),
            "organization": _("Organization"),
            "stakeholder": _("Where you speak from"),
            "place": _("Country you live in"),
            "focus": _("What you work on"),
            "access_needs": _("What should we arrange so that you can take part?"),
        }
        help_texts = {
            "stakeholder": _("Shown to the organizer, and to others only as a number of people."),
            "place": "",
            "question": _("In any language. The moderator sees it before the session."),
            "access_needs": _("Such as captions, sign language, or a place for a wheelchair."),
        }
        widgets = {
            "name": forms.TextInput({"autocomplete": "name", "dir": "auto"}),
            "organization": forms.TextInput({"autocomplete": "organization", "dir": "auto"}),
            "focus": forms.TextInput({"dir": "auto"}),
            "question": forms.Textarea(_TEXT),
            "access_needs": forms.Textarea(_TEXT),
        }

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].label = question_beforehand(session)

    def details(self, *, email: str) -> Details:
        """What was typed, for the actions."""
        typed: dict[str, Any] = {
            name: self.cleaned_data.get(name) for name in AnswersForm.Meta.fields
        }
        return Details(email=email, **typed)


class RegistrationForm(AnswersForm):
    """A new registration: the answers, an address, and the language of mails."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send your personal link there. You need no account."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our mails"),
        choices=[(code, own_name(code)) for code in INTERFACE_LANGUAGES],
    )

    field_order = ("name", "email", "organization", "stakeholder", "place", "language", "focus",
                   "question", "access_needs")  # fmt: skip

    def __init__(self, data: Any = None, *, session: Session, initial: Mapping[str, Any]) -> None:
        given = {"language": current_language(), **initial}
        super().__init__(data, session=session, initial=given)
        add_honeypot(self)


class RefusalForm(forms.Form):
    """Why somebody gets no place; it is mailed to them."""

    reason = forms.CharField(
        label=_("Reason, for the mail"), max_length=1000, widget=forms.Textarea(_TEXT)
    )
