"""The page on which a facilitator reads an answer that was handed in, and marks it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.learning.marking.handing_in import handed_in_to, mark
from tessera.learning.models import Cohort, HandedIn
from tessera.learning.outline import outline
from tessera.learning.rules import can_facilitate
from tessera.lib.errors import TesseraError
from tessera.network.people import shown_names
from tessera.vocabularies.labels import current_language


class MarkForm(forms.Form):
    """What a facilitator says to an answer."""

    mark = forms.ChoiceField(
        label=gettext_lazy("What do you say of it?"),
        choices=[each for each in HandedIn.Mark.choices if each[0]],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        help_text=gettext_lazy(
            "What is strong in it, and what you would ask. The learner reads it."
        ),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Who is to work on it again is told on what."""
        values = super().clean() or {}
        if values.get("mark") == HandedIn.Mark.AGAIN and not values.get("comment"):
            self.add_error("comment", _("Say what is to be worked on."))
        return values


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_mark(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """Read and mark an answer of the cohort."""
    cohort = get_object_or_404(Cohort.objects.select_related("course"), identifier=identifier)
    if not can_facilitate(request.user, cohort):
        raise PermissionDenied
    rows = handed_in_to(cohort).select_related(
        "enrolment__user", "enrolment__course", "enrolment__cohort", "unit"
    )
    handed = get_object_or_404(rows, pk=number)
    seen = handed.handed_in_at.isoformat()
    first = {"mark": handed.mark, "comment": handed.comment, "seen": seen}
    form = MarkForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        handed.handed_in_at = _time(values["seen"]) or handed.handed_in_at
        try:
            mark(handed, mark=values["mark"], comment=values["comment"], by=user_of(request))
        except TesseraError as error:
            form.add_error(None, str(error))
            form.data = {**request.POST.dict(), "seen": seen}
        else:
            messages.success(request, _("Marked. The learner hears of it by mail."))
            return redirect(cohort)
    whole = outline(cohort.course, current_language())
    user = handed.enrolment.user
    context = {
        "cohort": cohort,
        "course": whole,
        "unit": next((each for each in whole.units if each.pk == handed.unit_id), None),
        "handed": handed,
        "name": shown_names([user], request.user)[user.pk],
        "form": form,
        "is_own": user.pk == request.user.pk,
    }
    status = 422 if form.errors else 200
    return render(request, "learning/cohort_mark.html", context, status=status)


def _time(text: str) -> Any:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
