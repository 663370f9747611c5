"""Pages of messages, blocks and reports. They work without JavaScript; typed text is kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.models import User
from tessera.lib.errors import LimitReachedError, NotAllowedError, TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.network.blocks import block_member, blocked_ids, unblock_member
from tessera.network.contact import (
    answer_message,
    can_decide,
    can_moderate,
    decide_report,
    other_of,
    report,
    threads_of,
    why_not_write,
    write_to_person,
)
from tessera.network.models import Block, Message, Person, Report
from tessera.network.people import entries_of, shown_names
from tessera.network.profile_views import met_or_404
from tessera.network.visibility import Audience, audience_for

_A_PAGE = 30
_MOST_ANSWERS = 200
_LONG = {"class": "area", "dir": "auto", "rows": 6}


class MessageForm(forms.Form):
    """What is asked or answered."""

    text = forms.CharField(
        label=gettext_lazy("Your question"), max_length=3000, widget=forms.Textarea(_LONG)
    )


class ReportForm(forms.Form):
    """What is the matter."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is the matter?"),
        choices=[each for each in Report.Reason.choices if each[0] != Report.Reason.APPEAL],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("What should moderators know?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(_LONG),
    )


class DecisionForm(forms.Form):
    """What becomes of it, and why."""

    is_upheld = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("no", gettext_lazy("Leave it as it is")), ("yes", gettext_lazy("Agree"))],
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(_LONG)
    )


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask a person."""
    person, seen = met_or_404(request, identifier)
    if seen.is_own:
        raise Http404
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_to_person(person, by=user_of(request), text=form.cleaned_data["text"])
        except LimitReachedError:
            form.add_error(None, _("You have asked as often today as this site passes on."))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your question was passed on."))
            return redirect(person.get_absolute_url())
    reason = why_not_write(person)
    context = {"form": form, "seen": seen, "why_not": reason}
    return render(request, "network/write.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_safe
def own_messages(request: HttpRequest) -> HttpResponse:
    """One's threads and whom one keeps away."""
    user = user_of(request)
    away = blocked_ids(user)
    page = page_of(
        threads_of(user).exclude(sender__in=away).exclude(recipient__in=away),
        page_number(request),
        _A_PAGE,
    )
    blocks = list(Block.objects.filter(by=user).select_related("blocked")[:500])
    others = [other for each in page if (other := other_of(each, user))]
    names = shown_names([*others, *(each.blocked for each in blocks)], user)
    rows = [(each, names.get(other.pk, "") if (other := other_of(each, user)) else "")
            for each in page]  # fmt: skip
    own_names = _names_of_blocked(blocks)
    context = {
        "page": page,
        "rows": [(each, name or (each.person.display_name if each.person else _("A former member")))
                 for each, name in rows],
        "blocks": [(each, own_names.get(each.blocked_id, names[each.blocked_id]))
                   for each in blocks],
        "may_moderate": can_moderate(user),
    }  # fmt: skip
    return render(request, "network/own_messages.html", context)


def _names_of_blocked(blocks: list[Block]) -> dict[int, str]:
    """Who blocked somebody knows whom: by the name that is public."""
    found = entries_of([each.blocked for each in blocks], AnonymousUser())
    return {key: person.display_name for key, person in found.items()}


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_thread(request: HttpRequest, number: int) -> HttpResponse:
    """A thread of two, with the form for an answer."""
    user = user_of(request)
    thread = get_object_or_404(threads_of(user), pk=number)
    other = other_of(thread, user)
    if other and other.pk in blocked_ids(user):
        raise Http404
    form = MessageForm(request.POST or None)
    form.fields["text"].label = _("Your answer")
    if request.method == "POST" and form.is_valid():
        try:
            answer_message(thread, by=user, text=form.cleaned_data["text"])
        except LimitReachedError:
            form.add_error(None, _("You have asked as often today as this site passes on."))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answer was passed on."))
            return redirect("own_thread", number)
    rows = [thread, *thread.answers.all()[:_MOST_ANSWERS]]
    context = {
        "thread": thread,
        "rows": rows,
        "other": other,
        "entry": entries_of([other], user).get(other.pk) if other else None,
        "name": shown_names([other], user)[other.pk] if other else "",
        "form": form,
        "last": next((each for each in reversed(rows) if each.recipient_id == user.pk), None),
    }
    return render(request, "network/own_thread.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_POST
def block_person(request: HttpRequest, identifier: str) -> HttpResponse:
    """Keep the member behind an entry away."""
    person, _seen = met_or_404(request, identifier)
    if person.user is None:
        raise Http404
    return _block(request, person.user, person.get_absolute_url())


@sign_in_required
@require_POST
def block_writer(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the other one of a thread away, who may have no entry that could be met."""
    user = user_of(request)
    other = other_of(get_object_or_404(threads_of(user), pk=number), user)
    if other is None:
        raise Http404
    return _block(request, other, reverse("own_thread", args=[number]))


def _block(request: HttpRequest, other: User, back: str) -> HttpResponse:
    try:
        block_member(other, by=user_of(request))
    except TesseraError as error:
        messages.error(request, str(error))
        return redirect(back)
    messages.success(request, _("You will not meet this member again. They are not told."))
    return redirect("own_messages")


@sign_in_required
@require_POST
def unblock(request: HttpRequest, number: int) -> HttpResponse:
    """Meet a member again."""
    block = get_object_or_404(Block, by=user_of(request), pk=number)
    unblock_member(block.blocked, by=user_of(request))
    return redirect("own_messages")


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_person(request: HttpRequest, identifier: str) -> HttpResponse:
    """Report a profile, or appeal when one's own was hidden."""
    person, seen = met_or_404(request, identifier)
    return _report(request, seen.name, {"person": person}, is_appeal=seen.is_own)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_message(request: HttpRequest, number: int) -> HttpResponse:
    """Report a message that one got."""
    message = get_object_or_404(Message, pk=number, recipient=user_of(request))
    return _report(request, _("A message"), {"message": message}, is_appeal=False)


def _report(
    request: HttpRequest, name: str, thing: dict[str, Any], *, is_appeal: bool
) -> HttpResponse:
    form = ReportForm(request.POST or None)
    if is_appeal:
        del form.fields["reason"]
        form.fields["text"].required = True
    if request.method == "POST" and form.is_valid():
        reason = Report.Reason.APPEAL if is_appeal else form.cleaned_data["reason"]
        try:
            report(by=user_of(request), reason=reason, text=form.cleaned_data["text"], **thing)
        except NotAllowedError as error:
            raise PermissionDenied from error
        messages.success(request, _("Thank you. A moderator decides, and you are told."))
        return redirect("own_messages")
    context = {"form": form, "name": name, "is_appeal": is_appeal}
    return render(request, "network/report.html", context, status=422 if form.errors else 200)


def _moderator(request: HttpRequest) -> User:
    user = user_of(request)
    if not can_moderate(user):
        raise PermissionDenied
    return user


@sign_in_required
@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the oldest first, then what was decided."""
    _moderator(request)
    rows = Report.objects.select_related("person", "message").order_by("-state", "at", "pk")
    rows = rows.filter(state=Report.State.OPEN) if "all" not in request.GET else rows
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {"page": page, "is_all": "all" in request.GET}
    return render(request, "network/moderation.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def moderate(request: HttpRequest, number: int) -> HttpResponse:
    """One report, with what it is about and the form for the decision."""
    moderator = _moderator(request)
    found = get_object_or_404(Report.objects.select_related("person", "message"), pk=number)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_report(found, **form.cleaned_data, by=moderator)
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. Whoever is concerned is told by mail."))
            return redirect("moderation")
    texts = _texts_for_moderators(found.person) if found.person else []
    context = {"report": found, "form": form, "texts": texts,
               "concerned": _concerned(found),
               "may_decide": can_decide(moderator, found)}  # fmt: skip
    return render(request, "network/moderate.html", context, status=422 if form.errors else 200)


def _concerned(found: Report) -> int | None:
    """The number of the member whom a report is about."""
    if found.person:
        return found.person.user_id
    return found.message.sender_id if found.message else None


def _texts_for_moderators(person: Person) -> list[dict[str, str]]:
    """The words that are shown to anybody; what is private stays so."""
    fields = {"headline": ("headline",), "words": ("ask_about", "about")}
    shown = [
        name
        for field, names in fields.items()
        if audience_for(person, field) < Audience.PRIVATE
        for name in names
    ]
    return [
        {"language": each.language, **{name: getattr(each, name) for name in shown}}
        for each in person.texts.all()
    ]
