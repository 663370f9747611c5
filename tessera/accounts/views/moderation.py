"""The one queue of moderators, keeping somebody from writing, and moderation in numbers."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.actions.sanctions import lift_suspension, mute_user, uphold_suspension
from tessera.accounts.errors import AccountError
from tessera.accounts.forms import LiftForm
from tessera.accounts.models import Sanction, User
from tessera.accounts.moderation import is_moderator, moderation_queues
from tessera.accounts.naming import name_of
from tessera.accounts.rules import can_decide_sanction, can_mute
from tessera.lib.errors import NotAllowedError
from tessera.lib.pages import page_number, page_of

_A_PAGE: Final = 20
#: So much of each queue is looked at; what waits longer than all that comes first anyway.
_MOST: Final = 200
_YEAR: Final = timedelta(days=365)
#: Smaller numbers could tell whom they are about.
FEWEST: Final = 5


class MuteForm(forms.Form):
    """Why somebody may not write, and for how long."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The person is told it, and may appeal."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("For how many days?"), min_value=1, max_value=365, initial=7
    )


class MuteLiftForm(LiftForm):
    """Whether somebody may write again."""

    ends = forms.BooleanField(
        label=gettext_lazy("The member may write again"), required=False, initial=True
    )


@require_safe
@sign_in_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits in all rooms for this moderator, the longest waiting first."""
    user = user_of(request)
    own = [each for each in moderation_queues() if each.is_for(user)]
    if not own:
        raise PermissionDenied
    chosen = request.GET.get("kind", "")
    shown = [each for each in own if each.code == chosen] or own
    rows = [(line, each.label) for each in shown for line in each.oldest(user, _MOST)]
    rows.sort(key=lambda row: row[0].since)
    context = {
        "page": page_of(rows, page_number(request), _A_PAGE),
        "kinds": [(each.code, each.label, each.count(user)) for each in own],
        "chosen": chosen if len(shown) < len(own) else "",
    }
    return render(request, "accounts/moderation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def mute(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a member from writing for some days, or end it."""
    actor = user_of(request)
    if not is_moderator(actor):
        raise PermissionDenied
    member: User = get_object_or_404(User, pk=number, is_active=True)
    if not can_mute(actor, member):
        raise PermissionDenied
    current = Sanction.objects.running_mutes().filter(user=member).first()
    sent = request.POST if request.method == "POST" else None
    form: forms.Form = MuteLiftForm(sent) if current else MuteForm(sent)
    if form.is_valid():
        try:
            words = _changed(member, current, form.cleaned_data, actor)
        except (AccountError, NotAllowedError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, words)
            return redirect("moderation_queue")
    context = {
        "form": form,
        "current": current,
        "name": name_of(member, actor),
        "may_decide": current is None or can_decide_sanction(actor, current),
    }
    return render(request, "accounts/mute.html", context, status=422 if form.errors else 200)


def _changed(member: User, current: Sanction | None, given: dict[str, Any], actor: User) -> str:
    """Mute, end it, or let it stay after an appeal; what to say of it."""
    if current is None:
        mute_user(member, by=actor, **given)
        return _("The member may read and not write, and is told why.")
    if given["ends"]:
        lift_suspension(current, by=actor, answer=given["answer"])
        return _("The member may write again, and is told.")
    uphold_suspension(current, by=actor, answer=given["answer"])
    return _("It stays, and the member is told.")


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What moderators decided in twelve months, in numbers that name nobody."""
    since = timezone.now() - _YEAR
    rows: list[dict[str, Any]] = []
    for each in moderation_queues():
        if each.figures:
            found = each.figures(since)
            rows.append({"label": each.label, "numbers": [
                _shown(number) for number in (
                    found.taken_away, found.left, found.appeals, found.overturned
                )
            ]})  # fmt: skip
    sanctions = Sanction.objects.filter(began_at__gte=since)
    context = {
        "rows": rows,
        "muted": _shown(sanctions.filter(kind=Sanction.Kind.MUTE).count()),
        "suspended": _shown(sanctions.filter(kind=Sanction.Kind.SUSPENSION).count()),
        "fewest": FEWEST,
    }
    response = render(request, "accounts/moderation_figures.html", context)
    add_never_cache_headers(response)
    return response


def _shown(number: int) -> int | None:
    """A number that may be shown; none stands for a few."""
    return number if number == 0 or number >= FEWEST else None
