"""Addresses of a discussion in writing, below a session's."""

from django.urls import URLPattern, re_path

from tessera.lib.identifiers import PATTERN
from tessera.meetings.discussion import desk_views, views

_HERE = rf"^sessions/(?P<identifier>{PATTERN})/discussion/"
_QUESTION = r"(?P<number>\d{1,3})"
_NUMBER = r"contributions/(?P<number>\d{1,9})"

urlpatterns: list[URLPattern] = [
    re_path(rf"{_HERE}$", views.overview, name="session_discussion"),
    re_path(rf"{_HERE}questions/$", desk_views.prepare, name="session_discussion_prepare"),
    re_path(rf"{_HERE}beforehand/$", desk_views.beforehand, name="session_discussion_beforehand"),
    re_path(rf"{_HERE}held/$", desk_views.held, name="session_discussion_held"),
    re_path(rf"{_HERE}{_QUESTION}/$", views.question, name="session_discussion_question"),
    re_path(
        rf"{_HERE}{_QUESTION}/moderate/$",
        desk_views.question,
        name="session_discussion_question_moderate",
    ),
    re_path(rf"{_HERE}{_NUMBER}/$", views.contribution, name="session_discussion_contribution"),
    re_path(rf"{_HERE}{_NUMBER}/edit/$", views.edit, name="session_discussion_edit"),
    re_path(
        rf"{_HERE}{_NUMBER}/moderate/$", desk_views.contribution, name="session_discussion_moderate"
    ),
]
