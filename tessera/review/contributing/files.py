"""The step of files and co-authors, and handing files out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from tessera.lib.errors import TesseraError
from tessera.lib.http import offer_for_saving, read_only
from tessera.lib.identifiers import normalize
from tessera.lib.uploads.sniffing import MOST_BYTES, TAKEN, FileRefusedError
from tessera.network.people import shown_names
from tessera.review.actions import (
    attach_file,
    invite_co_author,
    remove_co_author,
    remove_file,
)
from tessera.review.contributing.access import contributor, find_submission, make_token
from tessera.review.contributing.pages import HEADINGS, progress, step_url
from tessera.review.contributing.question_fields import concepts_by_code
from tessera.review.contributing.questions import step_of
from tessera.review.files.publishing import public_files
from tessera.review.models import CoAuthor, Submission, SubmissionFile
from tessera.review.rules import can_see_submission

#: Pictures that we drew ourselves; they hold nothing that a browser would run.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/webp"})


class FileForm(forms.Form):
    """A file with its licence, and with words for those who cannot see it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("At most 10 MB: pdf, docx, odt, xlsx, ods, pptx, csv, txt, png, jpg or webp."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in TAKEN)}),
    )
    licence = forms.ChoiceField(
        label=_("What may others do with it?"),
        choices=lambda: [("", "---------"), *concepts_by_code("LI")],
        widget=forms.Select(attrs={"class": "select"}),
    )
    alternative_text = forms.CharField(
        label=_("What does the picture show?"),
        help_text=_("For those who cannot see it. Leave it empty for documents."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
    )

    def clean_file(self) -> Any:
        """Too large a file is refused before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_t("The file is larger than 10 MB."))
        return file


class ShortFileForm(FileForm):
    """The same on the short page, where a file is welcome and not needed."""

    prefix = "attached"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.label_suffix = ""
        self.fields["file"].required = self.fields["licence"].required = False
        self.fields["file"].label = _("A file, if you have one")

    def clean(self) -> dict[str, Any]:
        """With a file comes its licence."""
        values = super().clean() or {}
        if values.get("file") and not values.get("licence"):
            self.add_error("licence", _t("Choose what others may do with the file."))
        return values


def attach_from_short(request: HttpRequest, submission: Submission) -> ShortFileForm:
    """Keep the file that came with the short page; the form says why, if it is not taken."""
    if "attached-file" not in request.FILES:
        return ShortFileForm()
    form = ShortFileForm(request.POST, request.FILES)
    by = contributor(request, request.POST.get("draft", ""))
    if form.is_valid() and _attach(submission, form, by):
        return ShortFileForm()
    return form


class InvitationForm(forms.Form):
    """Whom to ask."""

    email = forms.EmailField(
        label=_("E-mail address of a co-author"),
        help_text=_("We send an invitation. Who accepts it can change this text."),
        widget=forms.EmailInput(attrs={"class": "input", "dir": "ltr", "autocomplete": "off"}),
    )


def files_step(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The step: add and take away, each by its own button."""
    file_form = FileForm(label_suffix="")
    invitation = InvitationForm(label_suffix="")
    by = contributor(request, request.POST.get("draft", ""))
    done = request.POST.get("do", "")
    if done:
        try:
            if done == "attach":
                file_form = FileForm(request.POST, request.FILES, label_suffix="")
                if file_form.is_valid() and _attach(submission, file_form, by):
                    return redirect(step_url(submission, "files"))
            elif done == "invite":
                invitation = InvitationForm(request.POST, label_suffix="")
                if invitation.is_valid():
                    invite_co_author(submission, email=invitation.cleaned_data["email"], by=by)  # type: ignore[arg-type]
                    messages.success(request, _t("The invitation is on its way."))
                    return redirect(step_url(submission, "files"))
            else:
                _remove(submission, done, request.POST.get("number", ""), by)
                return redirect(step_url(submission, "files"))
        except TesseraError as error:
            messages.error(request, str(error))
    elif request.method == "POST":
        following = "files" if request.POST.get("then") == "leave" else "send"
        if following == "files":
            return redirect("my_contribution", identifier=submission.identifier)
        return redirect(step_url(submission, following))
    found = step_of(submission.kind, "files")
    context = {
        "submission": submission,
        "kind": submission.kind,
        "heading": HEADINGS[submission.kind],
        "step": found,
        "progress": progress(submission, "files"),
        "token": make_token(submission.identifier),
        "form": file_form,
        "invitation": invitation if request.user == submission.author else None,
        "files": submission.files.defer("text"),
        "co_authors": _named(submission, request.user),
    }
    has_errors = bool(file_form.errors or invitation.errors)
    return render(request, "review/files.html", context, status=422 if has_errors else 200)


def _named(submission: Submission, viewer: Any) -> list[tuple[CoAuthor, str]]:
    """Co-authors with their names; those who have not accepted, by the address that was typed."""
    rows = list(submission.co_authors.select_related("user"))
    joined = [each.user for each in rows if each.user]
    names = shown_names(joined, viewer) if joined else {}
    return [(each, names[each.user_id] if each.user_id else each.email) for each in rows]


def _attach(submission: Submission, form: FileForm, by: Any) -> bool:
    file = form.cleaned_data["file"]
    try:
        attach_file(
            submission,
            name=file.name,
            content=file.read(),
            licence=form.cleaned_data["licence"],
            alternative_text=form.cleaned_data["alternative_text"],
            by=by,
        )
    except FileRefusedError as error:
        form.add_error("file", str(error))
        return False
    return True


def _remove(submission: Submission, what: str, number: str, by: Any) -> None:
    if not number.isdecimal():
        raise Http404
    if what == "detach":
        remove_file(get_object_or_404(submission.files, pk=int(number)), by=by)
    elif what == "uninvite":
        remove_co_author(get_object_or_404(submission.co_authors, pk=int(number)), by=by)
    else:
        raise Http404


@never_cache
@read_only
def hand_out(request: HttpRequest, identifier: str, number: int) -> HttpResponseBase:
    """A file of a submission, for its authors and those who decide about it.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    submission = find_submission(identifier)
    if not can_see_submission(contributor(request), submission):
        raise Http404
    kept = get_object_or_404(SubmissionFile, pk=number, submission=submission)
    return offer_for_saving(kept.file.open("rb"), kept.name)


@read_only
def public_file(request: HttpRequest, identifier: str, number: int) -> HttpResponseBase:
    """A file of a public record: a picture of ours is shown, all else is saved.

    Raises:
        Http404: there is none, or it is not public any more.
    """
    kept = get_object_or_404(
        public_files(), pk=number, submission__record__identifier=normalize(identifier)
    )
    response = offer_for_saving(kept.file.open("rb"), kept.name)
    if kept.content_type in _SHOWN:
        response["Content-Type"] = kept.content_type
        response["Content-Disposition"] = "inline"
    return response
