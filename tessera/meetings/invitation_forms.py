"""What is typed about seats: whom to invite, whom to propose, and the answer of who was asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.accounts.honeypot import add_honeypot
from tessera.lib.languages import INTERFACE_LANGUAGES, own_name
from tessera.meetings.inviting import Candidate
from tessera.meetings.models import Invitation
from tessera.vocabularies.labels import current_language

_TEXT = {"rows": 3, "dir": "auto"}
_WRITTEN = {"dir": "auto"}


def _place_field() -> Any:
    field = Invitation._meta.get_field("place").formfield()
    assert field is not None
    field.label = _("Country they live in")
    return field


class CandidateForm(forms.Form):
    """Somebody for a seat, by the organizer."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(_WRITTEN))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"dir": "ltr"})
    )
    affiliation = forms.CharField(
        label=_("Organization or position"),
        max_length=250,
        required=False,
        widget=forms.TextInput(_WRITTEN),
    )
    language = forms.ChoiceField(
        label=_("Language of our mails"),
        choices=[(code, own_name(code)) for code in INTERFACE_LANGUAGES],
    )
    message = forms.CharField(
        label=_("A few words of yours in the mail"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(_TEXT),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, initial={"language": current_language()}, **options)
        if "language" in self.fields:
            self.fields["place"] = _place_field()

    def candidate(self) -> Candidate:
        """The person, for the actions."""
        typed = self.cleaned_data
        return Candidate(
            name=typed["name"],
            email=typed["email"],
            affiliation=typed["affiliation"],
            place=typed.get("place"),
            language=typed.get("language") or current_language(),
            message=typed["message"],
        )


class ProposalForm(CandidateForm):
    """Somebody for an open seat, by anybody."""

    field_order = ("name", "affiliation", "email", "language", "place", "message", "proposer")

    proposer = forms.CharField(
        label=_("Your own name"),
        help_text=_("The organizer sees it, and who is invited is told."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["message"].label = _("Why this person?")
        self.fields["message"].help_text = _("Only the organizer reads this.")
        add_honeypot(self)
        self.order_fields(self.field_order)


class AnswerForm(forms.Form):
    """The answer of who was invited: how to be named; or words, and perhaps somebody else."""

    name = forms.CharField(
        label=_("Your name, as it is shown"), max_length=200, widget=forms.TextInput(_WRITTEN)
    )
    affiliation = forms.CharField(
        label=_("Organization or position"),
        max_length=250,
        required=False,
        widget=forms.TextInput(_WRITTEN),
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        known = {"name": invitation.name, "affiliation": invitation.affiliation}
        super().__init__(data, initial={**known, "place": invitation.place_id})
        self.fields["place"] = _place_field()
        self.fields["place"].label = _("Country you live in")
        self.fields["place"].help_text = _("Counted only, to see whether the panel is balanced.")


class DeclineForm(forms.Form):
    """A no, with somebody else put forward or not."""

    answer = forms.CharField(
        label=_("A word to the organizer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(_TEXT),
    )
    other_name = forms.CharField(
        label=_("Somebody else who could sit there"),
        max_length=200,
        required=False,
        widget=forms.TextInput(_WRITTEN),
    )
    other_email = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"dir": "ltr"}),
    )

    def clean(self) -> dict[str, Any]:
        """A name needs an address, and the other way round."""
        typed = super().clean() or {}
        for one, other in (("other_name", "other_email"), ("other_email", "other_name")):
            if typed.get(one) and not typed.get(other) and other not in self.errors:
                self.add_error(other, _("Give both a name and an address, or neither."))
        return typed

    def instead(self) -> Candidate | None:
        """Who was put forward."""
        if not self.cleaned_data["other_name"]:
            return None
        name, email = self.cleaned_data["other_name"], self.cleaned_data["other_email"]
        return Candidate(name, email, language=current_language())
