"""Addresses of the live room, below a session's."""

from django.urls import URLPattern, re_path

from tessera.lib.identifiers import PATTERN
from tessera.meetings.live import exporting, managing, moderating, taking_part, views, writing

ROOM = rf"^sessions/(?P<identifier>{PATTERN})/live/"
_NUMBER = r"(?P<number>\d{1,17})"

urlpatterns: list[URLPattern] = [
    re_path(rf"{ROOM}$", views.room, name="live_room"),
    re_path(rf"{ROOM}enter/$", views.enter, name="live_enter"),
    re_path(rf"{ROOM}ask/$", taking_part.ask, name="live_ask"),
    re_path(rf"{ROOM}vote/$", taking_part.vote, name="live_vote"),
    re_path(rf"{ROOM}questions/$", taking_part.question_list, name="live_questions"),
    re_path(rf"{ROOM}questions\.csv$", exporting.question_table, name="live_question_table"),
    re_path(rf"{ROOM}questions/{_NUMBER}/$", moderating.question, name="live_question"),
    re_path(rf"{ROOM}hand/$", taking_part.hand, name="live_hand"),
    re_path(rf"{ROOM}poll/$", taking_part.poll_answer, name="live_poll_answer"),
    re_path(rf"{ROOM}poll/state/$", moderating.poll_state, name="live_poll_state"),
    re_path(rf"{ROOM}poll/{_NUMBER}\.csv$", exporting.poll_table, name="live_poll_table"),
    re_path(rf"{ROOM}polls/$", taking_part.poll_list, name="live_polls"),
    re_path(rf"{ROOM}own/$", taking_part.own_state, name="live_own"),
    re_path(rf"{ROOM}notes/$", taking_part.note_add, name="live_note_add"),
    re_path(rf"{ROOM}notes/{_NUMBER}/$", writing.paragraph, name="live_paragraph"),
    re_path(rf"{ROOM}groups/$", taking_part.group_join, name="live_group_join"),
    re_path(rf"{ROOM}groups/{_NUMBER}/$", writing.group, name="live_group"),
    re_path(rf"{ROOM}captions/$", writing.captions, name="live_captions"),
    re_path(rf"{ROOM}report/$", writing.report, name="live_report"),
    re_path(rf"{ROOM}report\.csv$", exporting.report_table, name="live_report_table"),
    re_path(rf"{ROOM}conduct/$", moderating.conduct, name="live_conduct"),
    re_path(rf"{ROOM}manage/$", managing.manage, name="live_manage"),
]
