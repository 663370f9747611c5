"""Forms of communities."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.drafts import Draft
from tessera.communities.models import Attachment, Community, Flag
from tessera.communities.models.talk import MOST_LETTERS
from tessera.lib.fields import LanguageChoiceField
from tessera.lib.uploads.sniffing import MOST_BYTES, TAKEN
from tessera.vocabularies.choices import spoken_languages, theme_choices
from tessera.vocabularies.labels import current_language


class CommunityForm(forms.Form):
    """What a community is about."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"dir": "auto"}))
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("What its members do, and what they want to find out together."),
        max_length=2000,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )
    language = LanguageChoiceField(label=_("Language of name and purpose"))
    access = forms.ChoiceField(
        label=_("Who reads and who joins?"), choices=Community.Access.choices
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken in it"),
        choices=spoken_languages,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.TypedMultipleChoiceField(
        label=_("Themes"),
        choices=theme_choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        language = current_language()
        first = {"language": language, "languages": [language], "access": "open"}
        super().__init__(data, initial={**first, **(initial or {})})


class DecisionForm(forms.Form):
    """Whether a community is approved, and what is said about it."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve")), ("decline", _("Do not approve"))],
    )
    answer = forms.CharField(
        label=_("Answer to who proposed it"),
        help_text=_("Needed if you do not approve it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )


class JoinForm(forms.Form):
    """Why somebody wants to join."""

    note = forms.CharField(
        label=_("What brings you here?"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "dir": "ltr"}),
    )


class RecordForm(forms.Form):
    """A record for the community's shelf."""

    address = forms.CharField(
        label=_("Number or address of the record"),
        max_length=500,
        widget=forms.TextInput({"dir": "ltr"}),
    )
    note = forms.CharField(
        label=_("Why is it useful here?"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
    )


class ShareDraftForm(forms.Form):
    """Which of one's own drafts the members shall read, and why."""

    draft = forms.ChoiceField(label=_("Your draft"))
    note = forms.CharField(
        label=_("What do you want to know from the others?"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, drafts: Iterable[Draft], chosen: str = "") -> None:
        super().__init__(data, initial={"draft": chosen})
        self.fields["draft"].choices = [  # type: ignore[attr-defined]
            (each.identifier, f"{each.title or gettext('Without a title')} ({each.kind_label})")
            for each in drafts
        ]


class ManyFilesInput(forms.ClearableFileInput):
    """Several files in one field; nothing in it says what was sent before."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Several files, none of them too large to be read."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        sent = data if isinstance(data, (list, tuple)) else [data] if data else []
        files = [super(ManyFilesField, self).clean(each, initial) for each in sent]
        if any(each.size > MOST_BYTES for each in files):
            raise forms.ValidationError(gettext("The file is larger than 10 MB."))
        return files


class PostForm(forms.Form):
    """What somebody says, and in which language."""

    text = forms.CharField(
        label=_("Your text"),
        help_text=_(
            "Write in the language you think in. To cite a record, paste its number or address;"
            " to name a member, write @ and the name."
        ),
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 8, "dir": "auto", "class": "area"}),
    )
    language = LanguageChoiceField(label=_("Language of your text"))
    is_markdown = forms.BooleanField(
        label=_("Formatted with Markdown: **bold**, *italic*, > quotation, - list"),
        required=False,
    )

    attachments = ManyFilesField(
        label=_("Files"),
        help_text=_(
            "Up to four, at most 10 MB each: pdf, docx, odt, xlsx, ods, pptx, csv, txt, png, jpg or"
            " webp. After a preview or an error they must be chosen again."
        ),
        required=False,
        widget=ManyFilesInput({"accept": ",".join(f".{ending}" for ending in TAKEN)}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, initial: Any = None) -> None:
        first = {"language": current_language(), **(initial or {})}
        super().__init__(data, files, initial=first)


class DiscussionForm(PostForm):
    """A new discussion."""

    title = forms.CharField(
        label=_("Your question or subject"),
        max_length=160,
        widget=forms.TextInput({"dir": "auto"}),
    )
    field_order = ("title", "text", "language", "is_markdown", "attachments")


class EditForm(PostForm):
    """A post that is there already; its files can be taken away."""

    removed = forms.TypedMultipleChoiceField(
        label=_("Take away these files"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, initial: Any, present: Iterable[Attachment]
    ) -> None:
        super().__init__(data, files, initial=initial)
        choices = [(each.number, each.name) for each in present]
        if choices:
            self.fields["removed"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["removed"]


class FlagForm(forms.Form):
    """What is wrong with a post."""

    reason = forms.ChoiceField(
        label=_("What is the matter?"), choices=Flag.Reason.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What should a moderator know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )


class ReasonForm(forms.Form):
    """A reason, which its author reads."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody concerned reads it."),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )


class AppealAnswerForm(forms.Form):
    """What an editor says about an appeal."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("stays", _("The decision stays")), ("back", _("Take the decision back"))],
    )
    answer = forms.CharField(
        label=_("Answer to the author"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
