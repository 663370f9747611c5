"""Handing out offline templates, and taking them back."""

from typing import Final

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from tessera.lib.http import read_only
from tessera.review.contributing.pages import HEADINGS
from tessera.review.models import KINDS
from tessera.review.starting.offline_files import MAKERS

_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _kinds() -> list[tuple[str, str]]:
    return [(code, str(label)[:1].upper() + str(label)[1:]) for code, label in KINDS]


class DownloadForm(forms.Form):
    """Which template."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=_kinds, widget=forms.Select(attrs={"class": "select"})
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: list(settings.LANGUAGES),
        widget=forms.Select(attrs={"class": "select"}),
    )
    ending = forms.ChoiceField(
        label=_("As"),
        choices=[("docx", _("Word document")), ("xlsx", _("Spreadsheet"))],
        widget=forms.Select(attrs={"class": "select"}),
    )


class TemplateForm(forms.Form):
    """A filled one."""

    template = forms.FileField(
        label=_("The filled template"),
        error_messages={"required": _("Choose the file that you filled.")},
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
    )


@read_only
@cache_control(public=True, max_age=3600)
def template(request: HttpRequest) -> HttpResponse:
    """A template: ``kind``, ``language`` and ``ending`` say which.

    Raises:
        Http404: there is none such.
    """
    asked = (request.GET.get(name, "") for name in ("kind", "language", "ending"))
    kind, language, ending = asked
    if kind not in HEADINGS or language not in dict(settings.LANGUAGES) or ending not in MAKERS:
        raise Http404
    with translation.override(language):
        made = MAKERS[ending](kind)
    response = HttpResponse(made, content_type=_TYPES[ending])
    name = f"tessera-{kind.lower()}-{language}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
