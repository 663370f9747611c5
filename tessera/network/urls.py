"""Addresses of organizations and people."""

from django.urls import path, re_path

from tessera.lib.identifiers import PATTERN
from tessera.network import (
    consent_views,
    contact_views,
    directory_views,
    panel_views,
    profile_views,
    views,
)
from tessera.network.claims import desk_views
from tessera.network.claims import views as claim_views
from tessera.network.funding import managing as funding_managing
from tessera.network.funding import views as funding_views
from tessera.network.team import managing
from tessera.network.team import views as team_views

PERSON = rf"^people/(?P<identifier>{PATTERN})"
ORGANIZATION = rf"^organizations/(?P<identifier>{PATTERN})"

urlpatterns = [
    path("account/profile/", profile_views.own_profile, name="own_profile"),
    path("account/messages/", contact_views.own_messages, name="own_messages"),
    path("account/messages/<int:number>/", contact_views.own_thread, name="own_thread"),
    path("account/messages/<int:number>/block/", contact_views.block_writer, name="thread_block"),
    path(
        "account/messages/<int:number>/report/", contact_views.report_message, name="message_report"
    ),
    path("account/blocks/<int:number>/unblock/", contact_views.unblock, name="unblock"),
    path("desk/moderation/people/", contact_views.moderation, name="moderation"),
    path("desk/moderation/people/<int:number>/", contact_views.moderate, name="moderate"),
    path("account/claims/<int:number>/", claim_views.own_claim, name="own_claim"),
    path("account/vouches/<int:number>/", claim_views.vouch, name="vouch"),
    path("desk/claims/", desk_views.claims, name="claims"),
    path("desk/claims/<int:number>/", desk_views.claim, name="claim_decide"),
    path("desk/people/", desk_views.known_people, name="known_people"),
    path("desk/people/add/", desk_views.known_person_add, name="known_person_add"),
    re_path(
        rf"^desk/people/(?P<identifier>{PATTERN})/invite/$",
        desk_views.known_person_invite,
        name="known_person_invite",
    ),
    path("people/claim/<str:token>/", claim_views.link, name="claim_link"),
    path("people/claimed/<str:token>/", claim_views.notice, name="claim_notice"),
    path("people/consent/<str:token>/", consent_views.renew, name="consent_renew"),
    path("people/panel/", panel_views.panel, name="people_panel"),
    path("people/", directory_views.people, name="people"),
    re_path(rf"{PERSON}/claim/$", claim_views.claim, name="person_claim"),
    re_path(rf"{PERSON}/write/$", contact_views.write, name="person_write"),
    re_path(rf"{PERSON}/block/$", contact_views.block_person, name="person_block"),
    re_path(rf"{PERSON}/report/$", contact_views.report_person, name="person_report"),
    re_path(rf"{PERSON}/$", profile_views.detail, name="person_detail"),
    path("account/organizations/", team_views.own_organizations, name="own_organizations"),
    re_path(rf"{ORGANIZATION}/team/claim/$", team_views.claim, name="organization_claim"),
    re_path(rf"{ORGANIZATION}/team/join/$", team_views.join, name="team_join"),
    re_path(rf"{ORGANIZATION}/team/manage/$", managing.manage, name="team_manage"),
    re_path(rf"{ORGANIZATION}/team/exchange/$", managing.exchange, name="team_exchange"),
    re_path(rf"{ORGANIZATION}/team/funding/$", funding_managing.programmes, name="team_funding"),
    re_path(
        rf"{ORGANIZATION}/team/funding/add/$",
        funding_managing.programme,
        name="team_programme_add",
    ),
    re_path(
        rf"{ORGANIZATION}/team/funding/(?P<number>{PATTERN})/$",
        funding_managing.programme,
        name="team_programme",
    ),
    path("funding/", funding_views.funding, name="funding"),
    re_path(rf"^funding/(?P<identifier>{PATTERN})/$", funding_views.detail, name="funding_detail"),
    re_path(rf"{ORGANIZATION}/team/people/$", team_views.team, name="team"),
    path("organizations/", views.directory, name="organization_directory"),
    re_path(rf"{ORGANIZATION}/(?P<slug>[-\w]+)/$", views.detail, name="organization_detail"),
    re_path(rf"{ORGANIZATION}/$", views.detail, {"slug": ""}),
]
