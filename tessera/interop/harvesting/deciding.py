"""What a person decides about items that a run did not decide by itself."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import SYSTEM, Actor, user_or_none
from tessera.catalogue.bulk import add_records
from tessera.catalogue.models import Record
from tessera.interop.harvesting.actions import HarvestStateError, check_may_harvest
from tessera.interop.harvesting.linking import end_here, take_over
from tessera.interop.harvesting.making import Tools, again
from tessera.interop.harvesting.models import HarvestLink
from tessera.interop.harvesting.upstream import Upstream
from tessera.lib.identifiers import normalize

Link = HarvestLink.State
#: What can be decided about a link in a state.
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    Link.PROPOSED: ("accept", "keep"),
    Link.DUPLICATE: ("add", "leave"),
}


def decide(link: HarvestLink, *, choice: str, by: Actor) -> HarvestLink:
    """Accept what the source says or keep what is here; add what may be here already or leave it.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: somebody decided meanwhile, or the record can no longer be changed.
    """
    check_may_harvest(by)
    with transaction.atomic():
        link = HarvestLink.objects.select_for_update(of=("self",)).select_related(
            "source", "record"
        ).get(pk=link.pk)  # fmt: skip
        if choice not in CHOICES.get(link.state, ()):
            raise HarvestStateError(_("Somebody has decided about this meanwhile."))
        if link.state == Link.DUPLICATE:
            _duplicate(link, choice)
        elif (link.pending or {}).get("gone"):
            _gone(link, choice, by)
        else:
            _change(link, choice)
        link.save()
        data = {"item": link.upstream[:200], "choice": choice}
        log(link.source, "interop.harvest.decide", user=user_or_none(by), data=data)
    return link


def upstream_of(link: HarvestLink) -> Upstream:
    """The item as the link knows it, without what it says."""
    if link.record:
        home = link.record.home
        identifier = link.record.identifier if home else ""
    else:
        # Only another Tessera gives texts in several languages, and then the address is the home.
        name = link.address.rpartition("/id/")[2] if link.row.get("texts") else ""
        identifier = normalize(name) or ""
        home = link.address if identifier else ""
    return Upstream(link.upstream, address=link.address, home=home, identifier=identifier)


def _duplicate(link: HarvestLink, choice: str) -> None:
    if choice == "leave":
        link.state = Link.DROPPED
        return
    each = again(link.row, upstream_of(link), Tools.of(link.source))
    if each.record is None:
        raise HarvestStateError(_("It can no longer be added as it is."))
    (link.record,) = add_records(
        [each.record], by=SYSTEM, provenance=Record.Provenance.HARVEST,
        publish=link.source.is_published,
    )  # fmt: skip
    link.state = Link.FOLLOWED


def _gone(link: HarvestLink, choice: str, by: Actor) -> None:
    link.pending = None
    if choice == "keep":
        link.state = Link.DROPPED
        return
    link.state = Link.GONE
    if link.record and link.record.live and not link.record.is_withdrawn:
        end_here(link, by=by)


def _change(link: HarvestLink, choice: str) -> None:
    record, pending = link.record, link.pending or {}
    if record is None or record.is_withdrawn:
        raise HarvestStateError(_("The record is no longer here."))
    if choice == "accept":
        if record.live and record.has_unpublished_changes:
            raise HarvestStateError(_("Somebody is writing on this record. Publish that first."))
        tools = Tools.of(link.source)
        before = again(link.row, upstream_of(link), tools)
        after = again(pending, upstream_of(link), tools)
        if before.record is None or after.record is None:
            raise HarvestStateError(_("It can no longer be added as it is."))
        take_over(record, before, after, source=link.source.name, force=True)
    link.row, link.pending, link.state = pending, None, Link.FOLLOWED
