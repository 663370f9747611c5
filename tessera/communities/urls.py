"""Addresses of communities, below the language."""

from django.urls import path, re_path

from tessera.communities import (
    ask_views,
    draft_views,
    event_moderation_views,
    event_views,
    moderation_views,
    share_views,
    talk_views,
    views,
)
from tessera.lib.identifiers import PATTERN

COMMUNITY = rf"^communities/(?P<identifier>{PATTERN})"
DISCUSSION = rf"^discussions/(?P<identifier>{PATTERN})"
QUESTION = rf"^ask/(?P<identifier>{PATTERN})"
EVENT = rf"^events/(?P<identifier>{PATTERN})"
DRAFT = rf"{COMMUNITY}/drafts/(?P<draft>{PATTERN})"
POST = rf"{DISCUSSION}/(?P<number>\d{{1,8}})"

urlpatterns = [
    path("communities/", views.community_list, name="community_list"),
    path("communities/propose/", views.propose, name="community_propose"),
    path(
        "communities/invitation/<str:token>/",
        views.invitation,
        name="community_invitation",
    ),
    re_path(rf"{COMMUNITY}/$", views.community_detail, name="community_detail"),
    re_path(rf"{COMMUNITY}/join/$", views.join, name="community_join"),
    re_path(rf"{COMMUNITY}/leave/$", views.leave, name="community_leave"),
    re_path(rf"{COMMUNITY}/digest/$", views.digest, name="community_digest"),
    re_path(rf"{COMMUNITY}/edit/$", views.edit, name="community_edit"),
    re_path(rf"{COMMUNITY}/close/$", views.close, name="community_close"),
    re_path(rf"{COMMUNITY}/members/$", views.members, name="community_members"),
    re_path(
        rf"{COMMUNITY}/members/(?P<number>\d{{1,12}})/$",
        views.change_member,
        name="community_member",
    ),
    re_path(rf"{COMMUNITY}/start/$", talk_views.start, name="discussion_start"),
    re_path(rf"{DISCUSSION}/$", talk_views.discussion_detail, name="discussion_detail"),
    re_path(rf"{DISCUSSION}/lock/$", moderation_views.lock, name="discussion_lock"),
    re_path(rf"{POST}/$", talk_views.discussion_post, name="discussion_post"),
    re_path(rf"{POST}/edit/$", talk_views.edit, name="discussion_post_edit"),
    re_path(
        rf"{POST}/files/(?P<file>\d{{1,4}})/$", talk_views.attachment, name="discussion_attachment"
    ),
    re_path(rf"{POST}/history/$", talk_views.history, name="discussion_post_history"),
    re_path(rf"{POST}/act/$", talk_views.act, name="discussion_post_act"),
    re_path(rf"{POST}/report/$", talk_views.flag, name="discussion_post_flag"),
    re_path(rf"{POST}/moderate/$", moderation_views.moderate, name="discussion_post_moderate"),
    re_path(rf"{POST}/appeal/$", moderation_views.appeal, name="discussion_post_appeal"),
    re_path(rf"{COMMUNITY}/records/$", share_views.records, name="community_records"),
    re_path(
        rf"{COMMUNITY}/records/(?P<number>\d{{1,12}})/$",
        share_views.remove,
        name="community_record",
    ),
    re_path(rf"{COMMUNITY}/drafts/$", draft_views.drafts, name="community_drafts"),
    re_path(rf"{DRAFT}/$", draft_views.draft, name="community_draft"),
    re_path(rf"{DRAFT}/along/$", draft_views.along, name="community_draft_along"),
    re_path(rf"{DRAFT}/back/$", draft_views.take_back, name="community_draft_back"),
    re_path(rf"{POST}/publish/$", share_views.publish_out, name="discussion_post_publish"),
    re_path(rf"{COMMUNITY}/events/$", event_views.events, name="community_events"),
    re_path(rf"{COMMUNITY}/events/add/$", event_views.add, name="event_add"),
    re_path(rf"{COMMUNITY}/events\.ics$", event_views.calendar_of_all, name="community_calendar"),
    re_path(rf"{EVENT}/$", event_views.detail, name="event_detail"),
    re_path(rf"{EVENT}\.ics$", event_views.calendar, name="event_calendar"),
    re_path(rf"{EVENT}/edit/$", event_views.edit, name="event_edit"),
    re_path(rf"{EVENT}/cancel/$", event_views.cancel, name="event_cancel"),
    re_path(rf"{EVENT}/remove/$", event_views.remove, name="event_remove"),
    re_path(rf"{EVENT}/report/$", event_moderation_views.report, name="event_report"),
    re_path(rf"{EVENT}/moderate/$", event_moderation_views.moderate, name="event_moderate"),
    re_path(rf"{EVENT}/appeal/$", event_moderation_views.appeal, name="event_appeal"),
    re_path(
        rf"{EVENT}/appeal/answer/$",
        event_moderation_views.answer_appeal,
        name="event_appeal_answer",
    ),
    path("ask/", ask_views.ask, name="ask"),
    path("ask/measures/", ask_views.ask_measures, name="ask_measures"),
    path("ask/reply/<str:token>/", ask_views.reply, name="ask_reply"),
    re_path(rf"{QUESTION}/$", ask_views.question, name="ask_question"),
    re_path(rf"{QUESTION}/close/$", ask_views.close, name="ask_close"),
    re_path(rf"{QUESTION}/answers/(?P<number>\d{{1,12}})/$", ask_views.use_answer, name="ask_use"),
    re_path(rf"^desk/questions/(?P<identifier>{PATTERN})/$", ask_views.decide, name="ask_decide"),
    path("desk/moderation/", moderation_views.queue, name="community_moderation"),
    re_path(
        r"^desk/moderation/(?P<number>\d{1,12})/$",
        moderation_views.answer_appeal,
        name="community_appeal",
    ),
    path("desk/communities/", views.desk, name="community_desk"),
    re_path(
        rf"^desk/communities/(?P<identifier>{PATTERN})/$", views.decide, name="community_decide"
    ),
]
