"""The network in the back office."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.widgets import AdminSnippetChooser

from tessera.changes.backoffice import PublicationForm, PublicationViewSet
from tessera.changes.choosers import SeveralChoosers
from tessera.network.actions import can_publish_organization
from tessera.network.ending import end_organization
from tessera.network.models import Organization


def _fields(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


class OrganizationViewSet(PublicationViewSet):
    """The back office of organizations."""

    model = Organization
    icon = "site"
    menu_label = _("Organizations")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ("__str__", "identifier", "org_type", "country")
    list_filter = ("live", "org_type")
    search_fields = ("texts__name", "acronym", "identifier")
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [InlinePanel("texts", heading=_("Texts"), label=_("Text"), min_num=1)],
                heading=_("Texts"),
            ),
            ObjectList(
                [
                    *_fields("original_language", "org_type", "life_status", "acronym", "aliases"),
                    FieldRowPanel(_fields("country", "city")),
                    *_fields("themes", "services", "levels", "languages_of_work", "size_band"),
                    *_fields("founded_year", "migrant_led", "offers", "seeks"),
                    *_fields("parent", "successor"),
                    FieldPanel(
                        "networks", widget=SeveralChoosers(AdminSnippetChooser(Organization))
                    ),
                ],
                heading=_("About"),
            ),
            ObjectList(
                [
                    *_fields("website", "ror", "wikidata", "contact_mailbox", "registration"),
                    MultiFieldPanel(
                        _fields("verified_at", "verification_method", "verification_due"),
                        heading=_("Verification"),
                    ),
                    MultiFieldPanel(
                        _fields(
                            "provenance_system", "provenance_id", "provenance_url", "provenance_at"
                        ),
                        heading=_("Provenance"),
                    ),
                    PublishingPanel(),
                ],
                heading=_("Contact, source and publishing"),
            ),
        ],
        base_form_class=PublicationForm,
    )


register_snippet(OrganizationViewSet)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """The page for withdrawing and merging."""
    return [path("organizations/<str:identifier>/end/", end_organization, name="end_organization")]


@hooks.register("register_snippet_listing_buttons")
def add_ending_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """“Withdraw or merge” in the list of organizations, for those who may."""
    if isinstance(snippet, Organization) and snippet.live and can_publish_organization(user):
        yield Button(
            _("Withdraw or merge"),
            reverse("end_organization", args=[snippet.identifier]),
            icon_name="bin",
            priority=60,
        )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the network's entries in the audit log."""
    actions.register_action("network.organization.publish", _("Publish"), _("Published"))
    actions.register_action("network.organization.withdraw", _("Withdraw"), _("Withdrawn"))
    actions.register_action("network.member.block", _("Block"), _("Blocked a member"))
    actions.register_action("network.member.unblock", _("Unblock"), _("Unblocked a member"))
    actions.register_action("network.person.change", _("Change"), _("Changed a profile"))
    actions.register_action("network.message.send", _("Send"), _("Sent a message"))
    actions.register_action("network.report.send", _("Send"), _("Reported something"))
    actions.register_action("network.report.decide", _("Decide"), _("Decided about a report"))
    actions.register_action("network.person.agree", _("Agree"), _("Agreed to be shown"))
    actions.register_action("network.person.add", _("Make an entry"), _("Made an entry"))
    actions.register_action("network.person.remove", _("Remove"), _("Removed an entry"))
    actions.register_action("network.claim.open", _("Claim"), _("Claimed an entry"))
    actions.register_action("network.claim.mail", _("Send"), _("Sent the link of an entry"))
    actions.register_action("network.claim.ask", _("Send"), _("Asked a member to vouch"))
    actions.register_action("network.claim.vouch", _("Vouch"), _("Answered about a claim"))
    actions.register_action("network.claim.accept", _("Accept"), _("Accepted a claim"))
    actions.register_action("network.claim.refuse", _("Refuse"), _("Refused a claim"))
    actions.register_action("network.claim.withdraw", _("Take back"), _("Took a claim back"))
    actions.register_action("network.claim.settle", _("Decide"), _("Settled a disputed claim"))
    actions.register_action("network.claim.dispute", _("Dispute"), _("Disputed a claim"))
    actions.register_action("network.organization.exchange", _("Change"), _("Changed offers"))
    actions.register_action("network.team.ask", _("Send"), _("Asked to join a team"))
    actions.register_action("network.team.invite", _("Invite"), _("Invited into a team"))
    actions.register_action("network.team.answer", _("Answer"), _("Answered a request"))
    actions.register_action("network.team.join", _("Answer"), _("Answered an invitation"))
    actions.register_action("network.team.change", _("Change"), _("Changed a role in a team"))
    actions.register_action("network.team.remove", _("Remove"), _("Took out of a team"))
    actions.register_action("network.team.leave", _("Leave"), _("Left a team"))
    actions.register_action("network.funding.save", _("Announce"), _("Announced funding"))
    actions.register_action("network.funding.withdraw", _("Take back"), _("Took funding back"))
