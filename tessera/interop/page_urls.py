"""Addresses of feeds and listings, below a language."""

from django.urls import path, re_path

from tessera.interop.citations.views import cite, cite_listing
from tessera.interop.dumps.views import data_page
from tessera.interop.embeds import pages as embeds
from tessera.interop.feeds import single
from tessera.interop.feeds import views as feeds
from tessera.interop.friends.views import friends
from tessera.interop.harvesting import views as harvests
from tessera.interop.importing import views as imports
from tessera.interop.listings import search_listing
from tessera.interop.tokens import views as tokens
from tessera.lib.identifiers import PATTERN

_FEED = r"\.(?P<extension>atom|json)$"

urlpatterns = [
    path("desk/imports/", imports.import_list, name="imports"),
    path("desk/imports/<int:number>/", imports.import_batch, name="import_batch"),
    path("desk/imports/<int:number>/report.csv", imports.import_report, name="import_report"),
    path("desk/sources/", harvests.source_list, name="sources"),
    path("desk/sources/new/", harvests.source_new, name="source_new"),
    path("desk/sources/friends/", friends, name="friends"),
    path("desk/sources/<int:number>/", harvests.source, name="source"),
    path("desk/sources/<int:number>/edit/", harvests.source_edit, name="source_edit"),
    path("desk/sources/<int:number>/runs/<int:run>/", harvests.source_run, name="source_run"),
    path("account/tokens/", tokens.tokens, name="api_tokens"),
    path("account/tokens/<int:number>/end/", tokens.token_end, name="api_token_end"),
    path("embed/", embeds.embed, name="embed"),
    re_path(
        rf"^embed/records/(?P<identifier>{PATTERN})/$", embeds.embed_record, name="embed_record"
    ),
    path("embed/search/", embeds.embed_search, name="embed_search"),
    path("embed/themes/<str:code>/", embeds.embed_theme, name="embed_theme"),
    path("cite/", cite, name="cite"),
    re_path(r"^cite\.(?P<extension>bib|ris|csl\.json)$", cite_listing, name="cite_listing"),
    path("data/", data_page, name="open_data"),
    re_path(rf"^new{_FEED}", feeds.news_feed, name="news_feed"),
    re_path(rf"^search{_FEED}", feeds.search_feed, name="search_feed"),
    re_path(rf"^organizations{_FEED}", feeds.organization_feed, name="organization_feed"),
    re_path(rf"^sessions{_FEED}", feeds.session_feed, name="session_feed"),
    re_path(rf"^records/(?P<identifier>{PATTERN}){_FEED}", single.record_feed, name="record_feed"),
    re_path(rf"^people/(?P<identifier>{PATTERN}){_FEED}", single.person_feed, name="person_feed"),
    re_path(rf"^funding{_FEED}", feeds.funding_feed, name="funding_feed"),
    re_path(
        rf"^sessions/series/(?P<identifier>{PATTERN}){_FEED}",
        feeds.series_feed,
        name="series_feed",
    ),
    re_path(rf"^learn{_FEED}", feeds.course_feed, name="course_feed"),
    re_path(rf"^exchange{_FEED}", feeds.listing_feed, name="listing_feed"),
    re_path(
        rf"^communities/(?P<identifier>{PATTERN}){_FEED}",
        feeds.community_feed,
        name="community_feed",
    ),
    re_path(
        r"^search\.(?P<extension>csv|bib|ris|jsonl|csl\.json)$",
        search_listing,
        name="search_listing",
    ),
]
