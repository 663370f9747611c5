"""Records of a community, and publishing out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required, user_of
from tessera.catalogue.cards import record_cards
from tessera.communities.actions import sharing
from tessera.communities.forms import RecordForm
from tessera.communities.models import CommunityRecord
from tessera.communities.reading import fresh, readable, told
from tessera.communities.rules import can_manage, can_write
from tessera.communities.shared_drafts import newest_drafts
from tessera.communities.talk_views import post_for
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of

_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def records(request: HttpRequest, identifier: str) -> HttpResponse:
    """The shelf: what members read and discuss. They add to it by a number or an address."""
    community = readable(request, identifier)
    user = request.user
    may_write = user.is_authenticated and can_write(user, community)
    form = RecordForm(request.POST or None)
    if request.method == "POST" and may_write and form.is_valid():
        try:
            sharing.add_record(community, **form.cleaned_data, by=user_of(request))
        except TesseraError as error:
            form.add_error("address", str(error))
        else:
            return redirect("community_records", community.identifier)
    page = page_of(community.shelf.select_related("record"), page_number(request), _A_PAGE)
    cards = {
        card.identifier: card for card in record_cards([row.record.identifier for row in page])
    }
    manages = user.is_authenticated and can_manage(user, community)
    rows = [
        (row, cards[row.record.identifier], manages or row.by_id == user.pk)
        for row in page
        if row.record.identifier in cards
    ]
    is_first = page.number == 1
    context = {
        "community": community,
        "page": page,
        "rows": rows,
        "form": form,
        "may_write": may_write,
        "drafts": newest_drafts(community, user, manages=manages) if is_first else None,
    }
    status = 422 if form.errors else 200
    return render(request, "communities/records.html", context, status=status)


@require_POST
@sign_in_required
def remove(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Take a record from the shelf."""
    community, user = readable(request, identifier), user_of(request)
    row = get_object_or_404(
        CommunityRecord.objects.select_related("community"), community=community, pk=number
    )
    told(request, lambda: sharing.remove_record(row, by=user))
    return redirect("community_records", community.identifier)


@require_POST
@sign_in_required
def publish_out(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Begin the draft of a record from a post."""
    post, user = post_for(request, identifier, number), user_of(request)
    address: list[str] = []
    told(request, lambda: address.append(sharing.publish_out(post, by=user)))
    return redirect(address[0] if address else post)
