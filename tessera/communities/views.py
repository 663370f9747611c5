"""Pages of communities: the list, one community, its members, and the editors' decisions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.limits import count_attempt
from tessera.communities.actions import belonging, founding
from tessera.communities.detail import community_cards, community_detail_of
from tessera.communities.forms import (
    CommunityForm,
    DecisionForm,
    InvitationForm,
    JoinForm,
)
from tessera.communities.models import Community, Membership
from tessera.communities.names import shown_names
from tessera.communities.reading import for_editors, fresh, readable, told
from tessera.communities.rules import can_manage
from tessera.lib.errors import TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.lib.personal_links import InvalidLinkError
from tessera.vocabularies.choices import spoken_languages, theme_choices
from tessera.vocabularies.labels import current_language, labels

_A_PAGE = 20
_MEMBERS_A_PAGE = 50
_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@fresh
def community_list(request: HttpRequest) -> HttpResponse:
    """The communities that the reader may know of, by theme and language, the liveliest first."""
    theme, language = request.GET.get("theme", ""), request.GET.get("language", "")
    rows = Community.objects.readable_by(request.user).filter(state__in=["active", "closed"])
    entry = labels().concept("TH", theme)
    if entry:
        rows = rows.filter(themes=entry.pk)
    if language in dict(spoken_languages()):
        # A list of tags in JSON has no portable "contains"; tags are quoted, so this is exact.
        rows = rows.filter(languages__icontains=f'"{language}"')
    page = page_of(
        rows.with_member_count().order_by("-updated_at", "pk"), page_number(request), _A_PAGE
    )
    context = {
        "page": page,
        "cards": community_cards(page.object_list),
        "themes": [(labels().concepts[pk].code, label) for pk, label in theme_choices()],
        "languages": spoken_languages(),
        "chosen": {"theme": theme, "language": language},
        "is_narrowed": bool(theme or language),
        "own": _own_proposals(request),
    }
    return render(request, "communities/community_list.html", context)


def _own_proposals(request: HttpRequest) -> list[Community]:
    if not request.user.is_authenticated:
        return []
    own = Community.objects.filter(proposed_by=request.user.pk)
    return list(own.filter(state__in=["proposed", "declined"]).order_by("-pk")[:5])


@require_safe
@fresh
def community_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """One community: what it is for, who looks after it, and what is talked about."""
    community = readable(request, identifier)
    context = {"detail": community_detail_of(community, request), "join_form": JoinForm()}
    return render(request, "communities/community_detail.html", context)


@_FORM
@sign_in_required
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a community."""
    form = CommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = user_of(request)
        try:
            founding.propose_community(**form.cleaned_data, by=user)
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            told(request, lambda: None, _("Thank you. An editor answers within a week, by mail."))
            return redirect("community_list")
    context = {"form": form}
    return render(request, "communities/propose.html", context, status=422 if form.errors else 200)


@_FORM
@sign_in_required
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """Change what a community says of itself."""
    community = readable(request, identifier)
    if not can_manage(request.user, community):
        return redirect(community.get_absolute_url())
    names = ("name", "purpose", "language", "languages", "access")
    initial = {name: getattr(community, name) for name in names}
    initial["themes"] = list(community.themes.values_list("pk", flat=True))
    form = CommunityForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            founding.edit_community(community, values=form.cleaned_data, by=user_of(request))
        except TesseraError as error:
            form.add_error("access", str(error))
        else:
            return redirect(community.get_absolute_url())
    context = {"form": form, "community": community}
    return render(request, "communities/propose.html", context, status=422 if form.errors else 200)


def _change(
    request: HttpRequest, identifier: str, act: Callable[[Community], Any], done: str = ""
) -> HttpResponse:
    community = readable(request, identifier)
    told(request, lambda: act(community), done)
    if not Community.objects.readable_by(request.user).filter(pk=community.pk).exists():
        return redirect("community_list")
    return redirect(community.get_absolute_url())


@require_POST
@sign_in_required
def join(request: HttpRequest, identifier: str) -> HttpResponse:
    """Join, or ask to."""
    note = request.POST.get("note", "").replace("\0", "")
    user = user_of(request)
    return _change(
        request, identifier, lambda each: belonging.join_community(each, note=note, by=user)
    )


@require_POST
@sign_in_required
def leave(request: HttpRequest, identifier: str) -> HttpResponse:
    """Leave, or take back that one asked."""
    user = user_of(request)
    return _change(request, identifier, lambda each: belonging.leave_community(each, by=user))


@require_POST
@sign_in_required
def digest(request: HttpRequest, identifier: str) -> HttpResponse:
    """Get the weekly digest, or no more."""
    wanted, user = request.POST.get("wanted") == "yes", user_of(request)
    return _change(
        request, identifier, lambda each: belonging.set_digest(each, is_wanted=wanted, by=user)
    )


@require_POST
@sign_in_required
def close(request: HttpRequest, identifier: str) -> HttpResponse:
    """Close a community, or open it again."""
    closed, user = request.POST.get("closed") == "yes", user_of(request)
    return _change(
        request, identifier, lambda each: founding.close_community(each, is_closed=closed, by=user)
    )


@_FORM
@sign_in_required
def members(request: HttpRequest, identifier: str) -> HttpResponse:
    """Who belongs to it; focal points answer requests and invite. For members only."""
    community = readable(request, identifier)
    user = user_of(request)
    manages = can_manage(user, community)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_attempt("communities.invite", str(user.pk), most=50, within=timedelta(days=1))
        email = form.cleaned_data["email"]
        if told(
            request,
            lambda: belonging.invite(community, email=email, by=user),
            _("The invitation is on its way."),
        ):
            return redirect("community_members", community.identifier)
    if not manages and not community.memberships.accepted().filter(user=user).exists():
        return redirect(community.get_absolute_url())
    rows = community.memberships.accepted().select_related("user").order_by("-role", "pk")
    page = page_of(rows, page_number(request), _MEMBERS_A_PAGE)
    asked = list(community.memberships.asked().select_related("user")[:50]) if manages else []
    names = shown_names([each.user for each in [*page, *asked]], user)
    context = {
        "community": community,
        "page": page,
        "people": [(each, names[each.user_id]) for each in page],
        "asked": [(each, names[each.user_id]) for each in asked],
        "manages": manages,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "communities/members.html", context, status=status)


@require_POST
@sign_in_required
def change_member(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Answer a request, change a role, or take somebody out."""
    community, user = readable(request, identifier), user_of(request)
    membership = get_object_or_404(
        Membership.objects.select_related("community"), community=community, pk=number
    )
    role = Membership.Role
    acts: dict[str, Callable[[], Any]] = {
        "accept": lambda: belonging.answer_request(membership, is_accepted=True, by=user),
        "refuse": lambda: belonging.answer_request(membership, is_accepted=False, by=user),
        "focal": lambda: belonging.set_role(membership, role=role.FOCAL_POINT, by=user),
        "member": lambda: belonging.set_role(membership, role=role.MEMBER, by=user),
        "remove": lambda: belonging.remove_member(membership, by=user),
    }
    if act := acts.get(request.POST.get("act", "")):
        told(request, act)
    return redirect("community_members", community.identifier)


@_FORM
@sign_in_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation is for; the button makes its reader a member."""
    try:
        found = belonging.read_invitation(token)
        if request.method == "POST":
            community = belonging.accept_invitation(token, by=user_of(request))
            return redirect(community.get_absolute_url())
    except InvalidLinkError as error:
        response = render(request, "communities/bad_link.html", {"reason": str(error)}, status=404)
    else:
        response = render(request, "communities/invitation.html", {"community": found.community})
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
@for_editors
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for approval, then all communities."""
    waiting = list(Community.objects.filter(state="proposed").order_by("created_at")[:50])
    rows = Community.objects.exclude(state="proposed").with_member_count()
    page = page_of(rows.order_by("-updated_at", "pk"), page_number(request), 50)
    return render(request, "communities/desk.html", {"waiting": waiting, "page": page})


@_FORM
@for_editors
def decide(request: HttpRequest, identifier: str) -> HttpResponse:
    """Approve a proposed community, or not."""
    community = get_object_or_404(Community, identifier=normalize(identifier) or "")
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            founding.decide_community(
                community,
                is_approved=form.cleaned_data["decision"] == "approve",
                answer=form.cleaned_data["answer"],
                by=user_of(request),
            )
        except TesseraError as error:
            form.add_error("answer", str(error))
        else:
            return redirect("community_desk")
    user = community.proposed_by
    context = {
        "community": community,
        "form": form,
        "proposer": shown_names([user], request.user)[user.pk] if user else "",
        "themes": [
            labels().of(pk, current_language())
            for pk in community.themes.values_list("pk", flat=True)
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "communities/decide.html", context, status=status)
