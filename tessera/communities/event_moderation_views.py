"""Reporting an event, moderating it, and appeals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.rules import can_mute
from tessera.communities.actions import moderating_events as moderating
from tessera.communities.event_pages import event_times
from tessera.communities.event_views import count_event, event_for
from tessera.communities.forms import AppealAnswerForm, AppealForm, FlagForm, ReasonForm
from tessera.communities.models import CommunityEvent
from tessera.communities.reading import decided, for_editors, told
from tessera.communities.rules import can_manage, can_rule_on_event
from tessera.lib.errors import TesseraError
from tessera.lib.posts import rendered

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@sign_in_required
def report(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask a moderator to look at an event."""
    event = event_for(request, identifier)
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_event(request)
        if told(
            request,
            lambda: moderating.report_event(event, **form.cleaned_data, by=user_of(request)),
            _("Thank you. A moderator looks at it."),
        ):
            return redirect(event)
    status = 422 if form.errors else 200
    return render(
        request, "communities/event_report.html", {"event": event, "form": form}, status=status
    )


@_FORM
@sign_in_required
def moderate(request: HttpRequest, identifier: str) -> HttpResponse:
    """Let an event be seen, hide it with a reason, or show it again."""
    event, user = event_for(request, identifier), user_of(request)
    if not can_manage(user, event.community):
        raise Http404
    form = ReasonForm(request.POST if request.POST.get("act") == "hide" else None)
    if request.method == "POST":
        what = request.POST.get("act", "")
        if what == "hide" and form.is_valid():
            reason = form.cleaned_data["reason"]
            if told(
                request, lambda: moderating.hide_event(event, reason=reason, by=user), decided()
            ):
                return redirect(event)
        elif what == "approve":
            told(request, lambda: moderating.approve_event(event, by=user), decided())
            return redirect(event)
        elif what == "restore":
            told(request, lambda: moderating.restore_event(event, by=user), decided())
            return redirect(event)
    context = {
        **_shown(event),
        "form": form,
        "reports": event.reports.filter(closed_at=None)[:50],
        "may_decide": event.author_id != user.pk,
        "may_mute": event.author is not None and can_mute(user, event.author),
    }
    status = 422 if form.errors else 200
    return render(request, "communities/event_moderate.html", context, status=status)


def _shown(event: CommunityEvent) -> dict[str, object]:
    return {
        "event": event,
        "times": event_times(event, event.time_zone),
        "html": rendered(event.text, is_markdown=event.is_markdown),
    }


@_FORM
@sign_in_required
def appeal(request: HttpRequest, identifier: str) -> HttpResponse:
    """The author asks somebody else to look again."""
    event, user = event_for(request, identifier), user_of(request)
    is_concerned = event.state == CommunityEvent.State.HIDDEN or event.appealed_at
    if event.author_id != user.pk or not is_concerned:
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderating.appeal_event(event, text=form.cleaned_data["text"], by=user)
        except TesseraError as error:
            form.add_error("text", str(error))
        else:
            return redirect("event_appeal", event.identifier)
    status = 422 if form.errors else 200
    return render(
        request, "communities/event_appeal.html", {"event": event, "form": form}, status=status
    )


@_FORM
@for_editors
def answer_appeal(request: HttpRequest, identifier: str) -> HttpResponse:
    """An editor who had no part in it answers."""
    event, user = event_for(request, identifier), user_of(request)
    form = AppealAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderating.answer_event_appeal(
                event,
                is_overturned=form.cleaned_data["decision"] == "back",
                answer=form.cleaned_data["answer"],
                by=user,
            )
        except TesseraError as error:
            form.add_error("answer", str(error))
        else:
            messages.success(request, decided())
            return redirect("moderation_queue")
    context = {**_shown(event), "form": form, "may_decide": can_rule_on_event(user, event)}
    status = 422 if form.errors else 200
    return render(request, "communities/event_appeal_answer.html", context, status=status)
