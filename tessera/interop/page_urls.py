"""Addresses of feeds and listings, below a language."""

from django.urls import path, re_path

from tessera.interop.dumps.views import data_page
from tessera.interop.feeds import NewsFeed
from tessera.interop.listings import search_listing

urlpatterns = [
    path("data/", data_page, name="open_data"),
    path("new.atom", NewsFeed(), name="news_feed"),
    re_path(
        r"^search\.(?P<extension>csv|bib|ris|jsonl|atom)$", search_listing, name="search_listing"
    ),
]
