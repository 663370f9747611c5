"""Pages of following: what one follows and what is new, and the page that follows something."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required, user_of
from tessera.following.actions import canonical, change_level, change_times, let_go, mark_read
from tessera.following.actions import follow as follow_it
from tessera.following.errors import FollowingError
from tessera.following.forms import FollowForm, TimesForm
from tessera.following.lines import lines_of
from tessera.following.mails import DIGEST
from tessera.following.models import Follow, Follower, Notice
from tessera.following.names import name_of, url_if_shown, url_of
from tessera.lib.errors import NotAllowedError
from tessera.lib.pages import page_number, page_of
from tessera.notifications.actions import is_unwanted
from tessera.vocabularies.labels import current_language

_A_PAGE = 30


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """What is new, what one follows, and when mail is welcome."""
    user, language = user_of(request), current_language()
    if request.method == "POST" and request.POST.get("do") == "read":
        mark_read(by=user)
        return redirect("following")
    follower = Follower.objects.filter(user=user).first() or Follower(user=user)
    is_sent = request.method == "POST"
    form = TimesForm(request.POST if is_sent else None, instance=follower)
    if is_sent and form.is_valid():
        change_times(form.values(), by=user)
        messages.success(request, _("Saved."))
        return redirect("following")
    page = page_of(
        Notice.objects.filter(user=user).select_related("follow"), page_number(request), _A_PAGE
    )
    notices = list(page.object_list)
    follows = list(Follow.objects.filter(user=user))
    names = name_of(follows, language, viewer=user)
    context: dict[str, Any] = {
        "page": page,
        "news": [
            (line, [names.get(each, "") for each in (line.notice.follow_id, *line.also)])
            for line in lines_of(notices, user, language)
        ],
        "has_unread": Notice.objects.filter(user=user, read_at=None).exists(),
        "follows": [(each, names[each.pk], url_if_shown(each, names[each.pk])) for each in follows],
        "levels": Follow.Level.choices,
        "gets_no_mail": is_unwanted(user.email.lower(), DIGEST),
        "form": form,
    }
    return render(request, "following/following.html", context, status=422 if is_sent else 200)


def _wanted(request: HttpRequest) -> tuple[str, str]:
    """Kind and target from the page's address."""
    given = request.GET.copy()
    for kind in Follow.Kind:
        if target := given.get(f"follow_{kind}", ""):
            return kind, target
    return Follow.Kind.SEARCH, given.urlencode()


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Follow what the address names: a search's own parameters, or a record or organization."""
    user, language = user_of(request), current_language()
    kind, target = _wanted(request)
    try:
        kept = canonical(kind, target, language=language, by=user)
    except FollowingError as error:
        return render(request, "following/cannot.html", {"reason": str(error)}, status=404)
    known = Follow.objects.filter(user=user, kind=kind, target=kept).first()
    given = Follow(pk=0, kind=kind, target=kept, language=language)
    form = FollowForm(request.POST or None, initial={"level": known.level} if known else None)
    if request.method == "POST" and form.is_valid():
        try:
            follow_it(kind=kind, target=kept, language=language, by=user, **form.cleaned_data)
        except FollowingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("You follow this now."))
            return redirect("following")
    context = {
        "form": form,
        "name": name_of([given], language, viewer=user)[0],
        "url": url_of(given),
        "is_known": known,
    }
    has_failed = request.method == "POST"
    return render(request, "following/follow.html", context, status=422 if has_failed else 200)


@require_POST
@sign_in_required
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Hear of one thing sooner or later, or let it go."""
    user = user_of(request)
    one = get_object_or_404(Follow, pk=number, user=user)
    try:
        if request.POST.get("do") == "let-go":
            let_go(one, by=user)
            messages.success(request, _("You follow it no more."))
        elif request.POST.get("level") in Follow.Level.values:
            change_level(one, level=request.POST["level"], by=user)
            messages.success(request, _("Saved."))
        else:
            raise Http404
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    return redirect(f"{reverse('following')}#followed")
