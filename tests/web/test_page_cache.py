"""Pages kept for all are never another's: not another language's, display's or person's."""

import gzip

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tessera.web import page_cache
from tessera.web.page_cache import KeptPage, PageCacheMiddleware, PageStore, may_keep

MIDDLEWARE = "tessera.web.page_cache.PageCacheMiddleware"


@pytest.fixture
def generation(monkeypatch):
    """What is published, as a number that a test may raise; time stands still until told."""
    state = {"number": 1, "now": 1000.0}
    clock = page_cache.GenerationClock(lambda: state["now"])
    clock.add("changes", lambda: state["number"])
    monkeypatch.setattr(page_cache, "generations", clock)
    page_cache.pages.clear()
    yield state
    page_cache.pages.clear()


class Site:
    """A site behind the cache that counts what it is asked."""

    def __init__(self):
        self.asked = 0
        self.change = lambda request, response: response
        self.visit = PageCacheMiddleware(self.answer)

    def answer(self, request):
        self.asked += 1
        text = f"{request.path} {request.GET.dict()} {request.COOKIES} {self.asked}" + "." * 300
        return self.change(request, HttpResponse(text))

    def get(self, path, cookie="", **headers):
        request = RequestFactory().get(path, headers=headers)
        if cookie:
            request.META["HTTP_COOKIE"] = cookie
        return self.visit(request)


@pytest.fixture
def site(generation):
    return Site()


def test_page_is_made_once(site):
    assert site.get("/en/").content == site.get("/en/").content
    assert site.asked == 1


@pytest.mark.parametrize(
    ("path", "cookie", "headers"),
    [
        ("/ar/", "", {}),
        ("/en/?page=2", "", {}),
        ("/en/", "display=dark", {}),
        ("/en/", "display=light", {}),
        ("/en/", "", {"hx-request": "true"}),
        ("/en/", "", {"host": "127.0.0.1"}),
    ],
)
def test_other_page_is_made_anew(site, path, cookie, headers):
    first = site.get("/en/").content
    assert site.get(path, cookie, **headers).content != first
    assert site.get("/en/").content == first


def test_order_of_parameters_does_not_matter(site):
    assert site.get("/en/?a=1&b=2").content == site.get("/en/?b=2&a=1").content


@pytest.mark.parametrize("cookie", ["sessionid=abc", "a=b; sessionid=abc", "messages=x"])
def test_visitor_with_a_session_is_neither_kept_nor_answered_from_memory(site, cookie):
    first = site.get("/en/", cookie).content
    second = site.get("/en/", cookie).content
    third = site.get("/en/").content
    assert len({first, second, third}) == 3


@pytest.mark.parametrize("path", ["/editors/", "/api/v1/search", "/", "/id/T7K2-9QXW"])
def test_only_pages_below_a_language_are_kept(site, path):
    assert site.get(path).content != site.get(path).content


def with_cookie(request, response):
    response.set_cookie("csrftoken", "x")
    return response


def with_token(request, response):
    response.content = b'<input name="csrfmiddlewaretoken">' + response.content
    return response


def private(request, response):
    response["Cache-Control"] = "private"
    return response


def varying(request, response):
    response["Vary"] = "User-Agent"
    return response


def failed(request, response):
    response.status_code = 404
    return response


def not_a_page(request, response):
    response["Content-Type"] = "text/csv"
    return response


@pytest.mark.parametrize("change", [with_cookie, with_token, private, varying, failed, not_a_page])
def test_answer_for_one_is_not_kept(site, change):
    site.change = change
    assert site.get("/en/").content != site.get("/en/").content


def test_page_made_for_a_holder_of_a_token_is_not_kept():
    meta = {"HTTP_COOKIE": f"{settings.CSRF_COOKIE_NAME}=x"}
    assert may_keep({}, HttpResponse("x"))
    assert not may_keep(meta, HttpResponse("x"))


def test_change_forgets_pages_once_everything_has_followed(site, generation):
    first = site.get("/en/").content
    generation["number"] += 1
    generation["now"] += 1.1
    unsettled = site.get("/en/").content
    assert unsettled != first
    assert site.get("/en/").content != unsettled
    generation["now"] += 3
    settled = site.get("/en/").content
    assert site.get("/en/").content == settled


def test_page_comes_packed_or_plain(site):
    packed = site.get("/en/", **{"accept-encoding": "gzip, br"})
    plain = site.get("/en/")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert plain["Content-Length"] == str(len(plain.content))


def test_browser_that_has_the_page_gets_none(site):
    tag = site.get("/en/")["ETag"]
    again = site.get("/en/", **{"if-none-match": tag})
    other = site.get("/fr/", **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_memory_is_bounded():
    store = PageStore(most_bytes=1000)
    for number in range(20):
        store.put((str(number),), KeptPage((1,), 9e9, "t", (), b"x" * 100, b"y" * 50))
    assert (len(store), store.bytes) == (6, 900)
    assert store.get(("0",), (1,), 0) is None
    assert store.get(("19",), (1,), 0)


@pytest.mark.django_db
def test_signed_in_editor_never_leaks_into_the_page_of_a_stranger(settings, generation):
    settings.MIDDLEWARE = [MIDDLEWARE, *settings.MIDDLEWARE]
    editor = Client()
    editor.force_login(get_user_model().objects.create_user("editor@example.org"))
    assert editor.get("/en/")["Cache-Control"] == "private, no-cache"
    assert len(page_cache.pages) == 0
    assert "sessionid" not in Client().get("/en/").cookies
    assert len(page_cache.pages) == 1
