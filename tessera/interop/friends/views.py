"""The page of friends for editors, and what sites ask of one another."""

import json
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.interop.api.problems import problem
from tessera.interop.friends import actions, adopting
from tessera.interop.friends.hello import StrangerError, own_hello
from tessera.interop.friends.listing import homes_shown, on_page
from tessera.interop.friends.models import Friend
from tessera.interop.friends.pages import friend_rows
from tessera.interop.importing.actions import can_import
from tessera.lib.errors import LimitReachedError, TesseraError
from tessera.lib.http import read_only
from tessera.lib.pages import page_number, page_of
from tessera.web.client_address import client_network

_MOST_BYTES: Final = 2_000
_MOST_MESSAGES: Final = 10


class FriendForm(forms.Form):
    """The address of a site."""

    address = forms.CharField(
        label=_("Address of the other Tessera"), max_length=400,
        help_text=_("Any of its addresses will do, for example https://tessera.example.org"),
    )  # fmt: skip
    is_published = forms.BooleanField(
        label=_("List its records at once, as not reviewed here. Otherwise they become drafts."),
        required=False, initial=True,
    )  # fmt: skip


@read_only
def hello(request: HttpRequest) -> HttpResponse:
    """``/.well-known/tessera``: who we are, for other Tesserae."""
    response = JsonResponse(own_hello(homes_shown()))
    response["Access-Control-Allow-Origin"] = "*"
    return response


@csrf_exempt  # No cookie is looked at; see ``hello.py`` for what the message does.
@require_POST
def hear_friend(request: HttpRequest) -> HttpResponse:
    """Another site says that it takes in our records."""
    try:
        count_attempt(
            "friends", client_network(request), most=_MOST_MESSAGES, within=timedelta(hours=1)
        )
        with override("en"):
            friend = actions.hear(_home(request))
    except LimitReachedError as error:
        response = problem(429, "Too many messages", "Come back later.")
        response["Retry-After"] = str(error.retry_after_seconds)
        return response
    except StrangerError as error:
        return problem(422, "This cannot be heard", str(error))
    is_known = friend.state == Friend.State.FRIENDS
    return JsonResponse({"state": "friends" if is_known else "waiting"}, status=202)


def _home(request: HttpRequest) -> str:
    try:
        body = request.body if int(request.headers.get("Content-Length") or 0) else b""
        said = json.loads(body) if len(body) <= _MOST_BYTES else None
    except (ValueError, RecursionError, RawPostDataException, UnreadablePostError):
        said = None
    home = said.get("home") if isinstance(said, dict) else None
    if not isinstance(home, str):
        raise StrangerError("address")
    return home


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def friends(request: HttpRequest) -> HttpResponse:
    """All friends, those who ask, and the form for a new one."""
    user = user_of(request)
    if user is None or not can_import(user):
        raise PermissionDenied
    form, refusal, status = FriendForm(), "", 200
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "new":
            form = FriendForm(request.POST)
            if form.is_valid() and _befriended(form, user):
                return redirect("friends")
            status = 422
        else:
            try:
                _act(request, do, user)
                return redirect("friends")
            except TesseraError as error:
                refusal, status = str(error), 409
    page: Any = page_of(on_page(), page_number(request), 20)
    rows = friend_rows(list(page.object_list), user)
    context = {"form": form, "rows": rows, "page": page, "refusal": refusal}
    return render(request, "interop/friends.html", context, status=status)


def _befriended(form: FriendForm, user: User) -> bool:
    values = form.cleaned_data
    try:
        actions.befriend(values["address"], by=user, is_published=values["is_published"])
    except TesseraError as error:
        form.add_error("address", str(error))
        return False
    return True


def _act(request: HttpRequest, do: str, user: User) -> None:
    key = request.POST.get("friend", "")
    if not key.isdecimal() or len(key) > 18:
        return
    friend = get_object_or_404(Friend.objects.select_related("source"), pk=int(key))
    if do == "befriend":
        actions.befriend(friend.home, by=user)
    elif do == "decline":
        actions.decline(friend, by=user)
    elif do == "part":
        actions.part(friend, by=user)
    elif do == "adopt":
        adopting.adopt(friend, by=user)
    elif do == "give_back":
        adopting.give_back(friend, by=user)
