"""The list of one's own sign-ins, and the ways around signing in."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tessera.accounts.access import sign_in_required
from tessera.accounts.actions import end_sign_in, sign_out_everywhere
from tessera.accounts.browsers import browser_name
from tessera.accounts.forms import FirstPasswordForm
from tessera.accounts.models import User
from tessera.accounts.second_steps import has_second_step
from tessera.lib.http import read_only
from tessera.web.middleware import BACK_OFFICE

_PER_PAGE = 25


@read_only
@sign_in_required
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, the last used first."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows = UserSession.objects.filter(user_id=request.user.pk, session_key__in=live)
    page = Paginator(rows.order_by("-last_seen_at"), _PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.browser = browser_name(row.user_agent)
        row.is_here = row.session_key == request.session.session_key
    return render(request, "accounts/sign_ins.html", {"page": page})


@require_POST
@sign_in_required
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Sign one browser out."""
    assert isinstance(request.user, User)
    end_sign_in(get_object_or_404(UserSession, pk=number, user=request.user), by=request.user)
    messages.success(request, gettext("That browser is signed out."))
    return redirect("account_sign_ins")


@require_POST
@sign_in_required
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, or everywhere else."""
    assert isinstance(request.user, User)
    keep = request.session.session_key if "others" in request.POST else ""
    sign_out_everywhere(request.user, by=request.user, keep=keep or "")
    if keep:
        messages.success(request, gettext("All other browsers are signed out."))
        return redirect("account_sign_ins")
    request.session.flush()
    messages.success(request, gettext("You are signed out everywhere."))
    return redirect("account_login")


@read_only
@sign_in_required
def second_step(request: HttpRequest) -> HttpResponse:
    """Why the back office needs a second step, and how to set one up."""
    assert isinstance(request.user, User)
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = BACK_OFFICE
    if has_second_step(request.user):
        return HttpResponseRedirect(target)
    return render(request, "accounts/second_step.html", {"next": target})


@read_only
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The back office's address of signing in leads to the one sign-in for all.

    Who is signed in and was sent here all the same may not enter; signing in again would not help.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    target = request.GET.get("next", "") or BACK_OFFICE
    response = HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
    add_never_cache_headers(response)
    return response


one_time_link = auth_views.PasswordResetConfirmView.as_view(
    template_name="accounts/one_time_link.html",
    form_class=FirstPasswordForm,
    success_url=reverse_lazy("account_index"),
    post_reset_login=True,
    post_reset_login_backend="django.contrib.auth.backends.ModelBackend",
)
