"""Addresses for machines, outside the languages."""

from django.urls import path, re_path

from tessera.interop import machines
from tessera.interop.api.application import api
from tessera.interop.api.docs import api_docs
from tessera.interop.dumps.views import dump_file
from tessera.interop.embeds.oembed import oembed
from tessera.interop.friends import views as friends
from tessera.interop.linked import views as linked
from tessera.interop.mcp.views import mcp
from tessera.interop.oai import views as oai
from tessera.interop.permanent import permanent
from tessera.lib.identifiers import PATTERN
from tessera.web.views import choose_language

urlpatterns = [
    re_path(rf"^id/(?P<identifier>{PATTERN})$", permanent, name="permanent"),
    path("data/", choose_language, {"page": "data/"}, name="choose_data_language"),
    re_path(r"^data/(?P<name>[A-Za-z0-9]+(?:\.[a-z]+)*)$", dump_file, name="dump_file"),
    re_path(rf"^id/(?P<identifier>{PATTERN})/linkset$", linked.linkset, name="linkset"),
    re_path(
        r"^vocabularies/(?P<code>[A-Z0-9][A-Z0-9_-]{0,15})$", linked.vocabulary, name="vocabulary"
    ),
    re_path(
        r"^vocabularies/(?P<code>[A-Z0-9][A-Z0-9_-]{0,15})\.(?P<extension>ttl|jsonld|csv)$",
        linked.vocabulary_file,
        name="vocabulary_file",
    ),
    re_path(r"^catalog\.(?P<extension>ttl|jsonld)$", linked.catalogue, name="data_catalogue"),
    path("mcp", mcp, name="mcp"),
    path("oembed", oembed, name="oembed"),
    path("oai", oai.oai, name="oai"),
    path("oai/tessera.xsd", oai.schema, name="oai_schema"),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:name>-<int:number>.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path(".well-known/tessera", friends.hello, name="hello"),
    path(".well-known/tessera/friends", friends.hear_friend, name="hear_friend"),
    path(".well-known/security.txt", machines.security, name="security_txt"),
]
