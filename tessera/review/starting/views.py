"""The page on which a contribution starts from something."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.accounts.limits import count_attempt
from tessera.lib.errors import TesseraError
from tessera.review.actions import begin_submission
from tessera.review.contributing.access import contributor, count_beginning, hold_key
from tessera.review.contributing.pages import step_url
from tessera.review.contributing.steps import SHORT
from tessera.review.errors import ReviewError
from tessera.review.models import Submission
from tessera.review.starting.filling import content_of, content_of_template, kind_of, language_of
from tessera.review.starting.forms import StartForm
from tessera.review.starting.found import Found
from tessera.review.starting.offline_reading import MOST_BYTES, read_template
from tessera.review.starting.offline_views import DownloadForm, TemplateForm
from tessera.review.starting.reading import UnreadableError, alone, read
from tessera.review.starting.recognizing import Pasted, recognize
from tessera.vocabularies.labels import current_language
from tessera.web.client_address import client_network


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start_from(request: HttpRequest) -> HttpResponse:
    """Paste something, and go on with a draft that is filled with what is known of it."""
    if request.method != "POST":
        return _show(
            request,
            StartForm(label_suffix="", initial={"source": request.GET.get("source", "")[:500]}),
        )
    if request.POST.get("do") == "template":
        return _take_template(request)
    form = StartForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show(request, form)
    try:
        pasted = recognize(form.cleaned_data["source"])
        found = _found(request, pasted)
    except UnreadableError as error:
        form.add_error("source", str(error))
        return _show(request, form, may_go_on=True)
    except ReviewError as error:
        form.add_error("source", str(error))
        return _show(request, form)
    kind = form.cleaned_data["kind"] or kind_of(found)
    if not kind:
        form.add_error("kind", _("Choose what it is: the page does not say."))
        return _show(request, form)
    return redirect(step_url(begin_from(request, found, kind), SHORT))


def _found(request: HttpRequest, pasted: Pasted) -> Found:
    if request.POST.get("do") == "alone" and pasted.form in {"address", "doi", "isbn"}:
        return alone(pasted)
    who = str(request.user.pk) if request.user.is_authenticated else client_network(request)
    count_attempt("contribute.read", who, most=60, within=timedelta(hours=1))
    return read(pasted)


def begin_from(request: HttpRequest, found: Found, kind: str) -> Submission:
    """A draft with what was found."""
    count_beginning(request)
    content, origins = content_of(found, kind)
    submission = begin_submission(
        kind=kind,
        language=language_of(found),
        by=contributor(request),
        content=content,
        origins=origins,
    )
    hold_key(request, submission)
    return submission


def _take_template(request: HttpRequest) -> HttpResponse:
    """A filled template becomes a draft; what could not be read is said beside its field."""
    form = TemplateForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _show(request, StartForm(label_suffix=""), upload=form)
    who = str(request.user.pk) if request.user.is_authenticated else client_network(request)
    count_attempt("contribute.read", who, most=60, within=timedelta(hours=1))
    file = form.cleaned_data["template"]
    try:
        # One byte more than allowed is enough to know that there is too much.
        filled = read_template(file.name, file.read(MOST_BYTES + 1))
    except TesseraError as error:
        form.add_error("template", str(error))
        return _show(request, StartForm(label_suffix=""), upload=form)
    count_beginning(request)
    content, origins = content_of_template(filled)
    submission = begin_submission(
        kind=filled.kind,
        language=str(content.get("language") or filled.language),
        by=contributor(request),
        content=content,
        origins=origins,
    )
    hold_key(request, submission)
    return redirect(step_url(submission, SHORT))


def _show(
    request: HttpRequest,
    form: StartForm,
    *,
    may_go_on: bool = False,
    upload: TemplateForm | None = None,
) -> HttpResponse:
    upload = upload or TemplateForm(label_suffix="")
    context = {
        "form": form,
        "may_go_on": may_go_on,
        "upload": upload,
        "download": DownloadForm(
            initial={"language": current_language()}, label_suffix="", auto_id="get-%s"
        ),
    }
    status = 422 if form.errors or upload.errors else 200
    return render(request, "review/start_from.html", context, status=status)
