"""The page of the back office on which proposed identifiers are decided."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from tessera.accounts.access import user_of
from tessera.interop.ror.actions import ProposalStateError, confirm_proposal, refuse_proposal
from tessera.interop.ror.models import RorProposal
from tessera.lib.pages import page_number, page_of
from tessera.network.actions import can_publish_organization

_A_PAGE = 50
_REASONS = {
    "wikidata": gettext_lazy("same Wikidata item"),
    "website": gettext_lazy("same website"),
    "name": gettext_lazy("same name"),
    "acronym": gettext_lazy("same acronym"),
    "successor": gettext_lazy("takes the place of the present ROR ID"),
}


def proposal_list(request: HttpRequest) -> HttpResponse:
    """What waits to be decided, the likeliest first."""
    if not can_publish_organization(user_of(request)):
        raise PermissionDenied
    waiting = (
        RorProposal.objects.filter(
            state=RorProposal.State.OPEN,
            organization__live=True,
            organization__withdrawn_at__isnull=True,
        )
        .select_related("organization")
        .prefetch_related("organization__texts")
    )
    page = page_of(waiting, page_number(request), _A_PAGE)
    for proposal in page.object_list:
        proposal.reasons_shown = [_REASONS[each] for each in proposal.reasons if each in _REASONS]
    return render(request, "interop/backoffice/ror.html", {"page": page})


@require_POST
def proposal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or refuse one of them."""
    if not can_publish_organization(user_of(request)):
        raise PermissionDenied
    proposal = get_object_or_404(RorProposal, pk=pk)
    try:
        if request.POST.get("answer") == "same":
            organization = confirm_proposal(proposal, by=user_of(request))
            sentence = _("%(name)s has its ROR ID now.") % {"name": organization}
        else:
            refuse_proposal(proposal, by=user_of(request))
            sentence = _("It is not proposed again.")
        messages.success(request, sentence)
    except ProposalStateError as error:
        messages.error(request, str(error))
    return redirect("ror_proposals")
