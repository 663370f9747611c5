"""Addresses of the live room for programs. The short path is answered by ``early``."""

from django.urls import re_path

from tessera.lib.identifiers import PATTERN
from tessera.meetings.live import writing

urlpatterns = [
    re_path(
        rf"^live/(?P<identifier>{PATTERN})/captions$", writing.caption_feed, name="caption_feed"
    ),
]
