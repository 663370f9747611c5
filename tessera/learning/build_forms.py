"""What those who teach type about a course."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images import get_image_model

from tessera.catalogue.cards import cards
from tessera.learning.bodies import embedded_lines
from tessera.learning.models import Course, Question, QuestionText, Unit
from tessera.learning.studying import fingerprint
from tessera.lib.texts import best_text
from tessera.network.models import TextStatus
from tessera.vocabularies.choices import theme_choices
from tessera.vocabularies.labels import current_language, labels

#: Pictures offered for a unit: the latest of the back office.
_PICTURES = 200


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def _audiences() -> list[tuple[int, str]]:
    language = current_language()
    return [(entry.pk, entry.label(language)) for entry in labels().scheme("SH")]


class NewCourseForm(forms.Form):
    """A title and a summary to begin with."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    summary = forms.CharField(label=gettext_lazy("Summary"), max_length=600, widget=_area(3))


class _WordsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields of a thing, with its words in one language; of a translation, how it came to be."""

    words: tuple[str, ...] = ()
    status = forms.ChoiceField(
        label=gettext_lazy("How this text came to be"),
        choices=[each for each in TextStatus.choices if each[0] != TextStatus.ORIGINAL],
    )
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, instance: Any, language: str, original: str) -> None:
        self.language = language
        text = instance.texts.filter(language=language).first()
        first = {name: getattr(text, name) for name in (*self.words, "status") if text}
        self.kept = [str(getattr(text, name, "")) for name in self.words]
        first["seen"] = fingerprint("\n".join(self.kept))
        super().__init__(data, instance=instance, initial=first)
        if language == original:
            del self.fields["status"]

    def clean(self) -> dict[str, Any]:
        """Words that another window kept after this form was opened are not written over unseen."""
        values = super().clean() or {}
        now = fingerprint("\n".join(self.kept))
        typed = [values.get(name) for name in self.words if name in self.fields]
        kept = [
            text for name, text in zip(self.words, self.kept, strict=True) if name in self.fields
        ]
        if values.get("seen") and values["seen"] != now and typed != kept:
            data: Any = self.data
            self.data = data.copy()
            self.data["seen"] = now  # type: ignore[index]
            raise forms.ValidationError(
                _(
                    "This was changed in another window meanwhile. Compare the two; "
                    "save again to replace what stands there."
                )
            )
        return values

    def words_typed(self) -> dict[str, Any]:
        """The words, as the action takes them."""
        typed = {name: self.cleaned_data[name] for name in self.words if name in self.fields}
        return {**typed, "status": self.cleaned_data.get("status", TextStatus.ORIGINAL)}


class CourseForm(_WordsForm):
    """A course as a whole."""

    words = ("title", "summary", "objectives")
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    summary = forms.CharField(label=gettext_lazy("Summary"), max_length=600, widget=_area(3))
    objectives = forms.CharField(
        label=gettext_lazy("What one can do afterwards"),
        help_text=gettext_lazy("One on each line."),
        max_length=2000,
        required=False,
        widget=_area(5),
    )
    audiences = forms.TypedMultipleChoiceField(
        label=gettext_lazy("For whom"),
        choices=_audiences,
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    themes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Themes"),
        choices=theme_choices,
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    class Meta:
        model = Course
        fields = ("level", "pass_percent")

    field_order = (
        "title", "summary", "objectives", "status", "level", "audiences", "themes", "pass_percent",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, instance: Any, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        self.initial["audiences"] = list(instance.audiences.values_list("pk", flat=True))
        self.initial["themes"] = list(instance.themes.values_list("pk", flat=True))


class UnitForm(_WordsForm):
    """A unit; which fields it has depends on its kind."""

    words = (
        "title", "body", "guidance", "transcript", "image_description", "download_label",
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Markdown. A line [[T7K2-9QXW]] shows the record, organization or session of that "
            "identifier."
        ),
        max_length=20_000,
        required=False,
        widget=_area(16),
    )
    guidance = forms.CharField(
        label=gettext_lazy("To read after one’s own answer"),
        max_length=6000,
        required=False,
        widget=_area(8),
    )
    transcript = forms.CharField(
        label=gettext_lazy("Transcript of the video"),
        max_length=40_000,
        required=False,
        widget=_area(8),
    )
    image_description = forms.CharField(
        label=gettext_lazy("What the picture shows"), max_length=300, required=False
    )
    download_label = forms.CharField(
        label=gettext_lazy("Name of the download"), max_length=200, required=False
    )

    class Meta:
        model = Unit
        fields = ("minutes", "video_url", "image", "download_url")

    field_order = (
        "title", "body", "guidance", "video_url", "transcript", "image", "image_description",
        "download_url", "download_label", "status", "minutes",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, instance: Any, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        latest = get_image_model().objects.order_by("-pk").values_list("pk", flat=True)[:_PICTURES]
        self.fields["image"].queryset = get_image_model().objects.filter(pk__in=list(latest))  # type: ignore[attr-defined]
        kind = instance.kind
        unused = {
            *(() if kind == Unit.Kind.VIDEO else ("video_url", "transcript")),
            *(() if kind in {Unit.Kind.REFLECTION, Unit.Kind.CASE} else ("guidance",)),
        }
        for name in unused:
            del self.fields[name]
        if kind == Unit.Kind.VIDEO:
            self.fields["video_url"].required = True
            self.fields["transcript"].required = True

    def clean_body(self) -> str:
        """Only what readers can see is shown between the words."""
        return _with_known_cards(self.cleaned_data["body"])

    def clean_guidance(self) -> str:
        """As in the text."""
        return _with_known_cards(self.cleaned_data["guidance"])

    def clean(self) -> dict[str, Any]:
        """A picture says in words what it shows."""
        values = super().clean() or {}
        if values.get("image") and not values.get("image_description"):
            self.add_error("image_description", _("Say what the picture shows."))
        return values


def _with_known_cards(text: str) -> str:
    text = text.replace("\r\n", "\n")
    named = embedded_lines(text)
    known = {card.identifier for card in cards(list(filter(None, named.values())))}
    for line, identifier in named.items():
        if identifier not in known:
            message = _("Nothing public has the identifier “%(line)s”.")
            raise forms.ValidationError(message, params={"line": line})
    return text


@dataclass(frozen=True)
class Choices:
    """Choices as typed: the text of each, what is said about it, and which are right."""

    texts: list[str]
    feedback: list[str]
    right: list[int]


def read_choices(typed: str) -> Choices:
    """Choices from lines: ``+`` before a right one, feedback after ``::``."""
    choices = Choices([], [], [])
    for line in filter(None, (each.strip() for each in typed.splitlines())):
        is_right = line.startswith("+")
        text, _colons, feedback = line.lstrip("+-").partition("::")
        if is_right:
            choices.right.append(len(choices.texts))
        choices.texts.append(text.strip())
        choices.feedback.append(feedback.strip())
    return choices


class NewQuestionForm(forms.Form):
    """A question of a kind."""

    text = forms.CharField(label=gettext_lazy("Question"), max_length=1000, widget=_area(2))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Question.Kind.choices)


class QuestionForm(forms.Form):
    """A question in one language. The choices are lines, so that it takes no script to add one."""

    text = forms.CharField(label=gettext_lazy("Question"), max_length=1000, widget=_area(2))
    choices = forms.CharField(
        label=gettext_lazy("Choices"), max_length=6000, widget=_area(6), strip=True
    )
    accepted = forms.CharField(
        label=gettext_lazy("Accepted answers"),
        help_text=gettext_lazy(
            "One on each line. Capitals, accents and punctuation make no difference."
        ),
        max_length=2000,
        widget=_area(3),
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation"), max_length=2000, required=False, widget=_area(3)
    )
    status = _WordsForm.base_fields["status"]

    def __init__(self, data: Any = None, *, question: Question, language: str) -> None:
        self.question, self.language = question, language
        original = question.unit.module.course.original_language
        self.is_original = language == original
        texts = {text.language: text for text in question.texts.all()}
        self.first = texts.get(original) or best_text(texts.values(), original)
        super().__init__(data, initial=_initial(texts.get(language), question))
        if self.is_original:
            del self.fields["status"]
        if question.kind == Question.Kind.SHORT:
            del self.fields["choices"]
        else:
            del self.fields["accepted"]
            self.fields["choices"].help_text = (
                _("One on each line, in the right order. Readers see them shuffled.")
                if question.kind == Question.Kind.ORDERING
                else _("One on each line: + before a right one, - before others; feedback after ::")
            )

    def clean_choices(self) -> str:
        """Enough choices, a right one, and in a translation as many as in the original."""
        typed = str(self.cleaned_data["choices"])
        choices, kind = read_choices(typed), self.question.kind
        if not 2 <= len(choices.texts) <= 12:
            raise forms.ValidationError(_("Give two to twelve choices."))
        if not self.is_original and self.first:
            if len(choices.texts) != len(self.first.choices):
                raise forms.ValidationError(
                    _("The translation needs as many choices as the original, in its order.")
                )
        elif kind == Question.Kind.SINGLE and len(choices.right) != 1:
            raise forms.ValidationError(_("Put + before exactly one choice."))
        elif kind == Question.Kind.MULTIPLE and not choices.right:
            raise forms.ValidationError(_("Put + before each right choice."))
        return typed

    def words_typed(self) -> dict[str, Any]:
        """The words, as the action takes them."""
        values = self.cleaned_data
        choices = read_choices(values.get("choices", ""))
        return {
            "text": values["text"],
            "choices": choices.texts,
            "feedback": choices.feedback if any(choices.feedback) else [],
            "accepted": [each.strip() for each in values.get("accepted", "").splitlines() if each],
            "explanation": values["explanation"],
            "status": values.get("status", TextStatus.ORIGINAL),
        }

    def right_typed(self) -> list[int] | None:
        """Which choices are right; ``None`` in a translation."""
        return (
            read_choices(self.cleaned_data.get("choices", "")).right if self.is_original else None
        )


def _initial(text: QuestionText | None, question: Question) -> dict[str, Any]:
    if text is None:
        return {}
    is_marked = question.kind != Question.Kind.ORDERING
    lines = []
    for number, choice in enumerate(text.choices):
        mark = ("+ " if number in question.right else "- ") if is_marked else ""
        said = text.feedback[number] if number < len(text.feedback) else ""
        lines.append(f"{mark}{choice}" + (f" :: {said}" if said else ""))
    return {
        "text": text.text,
        "choices": "\n".join(lines),
        "accepted": "\n".join(text.accepted),
        "explanation": text.explanation,
        "status": text.status,
    }
