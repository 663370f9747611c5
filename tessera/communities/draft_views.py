"""Drafts that members show each other: the list, one of them, and taking it back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.catalogue.drafts import draft_keeper
from tessera.communities.actions import showing, writing_along
from tessera.communities.forms import ShareDraftForm
from tessera.communities.models import Community, SharedDraft
from tessera.communities.reading import readable, told
from tessera.communities.rules import can_manage, can_write
from tessera.communities.shared_drafts import (
    drafts_of,
    offers_of,
    reads_drafts,
    shown_draft,
    shown_drafts,
    talks_about,
)
from tessera.lib.errors import TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of

_A_PAGE = 20


def _for_members(request: HttpRequest, identifier: str) -> Community:
    """The community, for those who read its drafts; not found by anybody else."""
    community = readable(request, identifier)
    if not reads_drafts(community, request.user):
        raise Http404
    return community


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def drafts(request: HttpRequest, identifier: str) -> HttpResponse:
    """The drafts that members show each other; and showing one's own."""
    community, user = _for_members(request, identifier), user_of(request)
    form = _form(request, community) if can_write(user, community) else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            row = showing.share_draft(
                community,
                identifier=form.cleaned_data["draft"],
                note=form.cleaned_data["note"],
                by=user,
            )
        except TesseraError as error:
            form.add_error("draft", str(error))
        else:
            return redirect(row)
    page = page_of(drafts_of(community, user), page_number(request), _A_PAGE)
    manages = can_manage(user, community)
    context = {
        "community": community,
        "page": page,
        "rows": shown_drafts(page, user, manages=manages),
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "communities/drafts.html", context, status=status)


def _form(request: HttpRequest, community: Community) -> ShareDraftForm:
    there = set(community.shared_drafts.values_list("draft", flat=True))
    own = draft_keeper().written_by(user_of(request))
    return ShareDraftForm(
        request.POST if request.method == "POST" else None,
        drafts=[each for each in own if each.identifier not in there],
        chosen=normalize(request.GET.get("draft", "")) or "",
    )


@require_safe
@sign_in_required
def draft(request: HttpRequest, identifier: str, draft: str) -> HttpResponse:
    """A draft as it is now, for members; and what they say about it."""
    community, user = _for_members(request, identifier), user_of(request)
    shown = shown_draft(community, normalize(draft) or "", user)
    if shown is None:
        raise Http404
    context = {
        "community": community,
        "shown": shown,
        "parts": draft_keeper().parts(shown.draft.identifier),
        "talks": talks_about(community, shown.draft.identifier, user),
        "offers": offers_of(shown, user),
        "writes": user.pk in shown.draft.writers,
        "may_write": can_write(user, community),
    }
    return render(request, "communities/draft.html", context)


@require_POST
@sign_in_required
def along(request: HttpRequest, identifier: str, draft: str) -> HttpResponse:
    """Offer to write along, or no more; and what who began it answers."""
    community, user = _for_members(request, identifier), user_of(request)
    shown = shown_draft(community, normalize(draft) or "", user)
    if shown is None:
        raise Http404
    what, row = request.POST.get("act", ""), shown.row
    if what == "offer":
        done = _("The author is told of your offer.")
        told(request, lambda: writing_along.offer_to_write(row, by=user), done)
    elif what == "no-more":
        writing_along.take_offer_back(row, by=user)
    elif what in {"accept", "refuse"}:
        number = request.POST.get("offer", "")
        if not (number.isascii() and number.isdigit() and len(number) < 13):
            raise Http404
        offer = get_object_or_404(row.offers.select_related("user"), pk=number)
        is_accepted = what == "accept"
        told(
            request,
            lambda: writing_along.answer_offer(row, offer, is_accepted=is_accepted, by=user),
        )
    return redirect(row)


@require_POST
@sign_in_required
def take_back(request: HttpRequest, identifier: str, draft: str) -> HttpResponse:
    """Take a draft back; for its writers, also where they are no members, and focal points."""
    user = user_of(request)
    rows = SharedDraft.objects.select_related("community")
    names = {"community__identifier": normalize(identifier) or "", "draft": normalize(draft) or ""}
    row: SharedDraft = get_object_or_404(rows, **names)
    if not showing.can_take_back(user, row):
        raise Http404
    done = _("Nobody in the community reads the draft any more.")
    told(request, lambda: showing.take_draft_back(row, by=user), done)
    if reads_drafts(row.community, user):
        return redirect("community_drafts", row.community.identifier)
    kept = draft_keeper().drafts([row.draft]).get(row.draft)
    return redirect(kept.url if kept else "community_list")
