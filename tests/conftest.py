"""What all tests share: the standing data, the reader, the warm picture of labels."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from tessera.running.interface_languages import compile_translations
from tessera.vocabularies import labels as picture

# Playwright's own loop makes Django believe that it is called asynchronously.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
_NEEDS_DATABASE = {"db", "transactional_db", "live_server", "admin_user", "client_of"}


def pytest_configure(config: pytest.Config) -> None:
    """Readers of every language find their words, and WhiteNoise finds its folder."""
    compile_translations()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def lay_foundations() -> None:
    """What every installation has after its first start, except for records."""
    from django_tasks_db.models import DBTaskResult
    from wagtail.models import Collection, Locale, Page, Site

    from tessera.accounts.roles import ensure_roles
    from tessera.changes.models import Change
    from tessera.pages.loading import load_pages
    from tessera.vocabularies.labels import forget_labels, labels
    from tessera.vocabularies.loading import load_places, load_vocabularies

    Locale.objects.get_or_create(language_code="en")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root")
    if not Site.objects.exists():
        root = Page.objects.get(depth=1)
        Site.objects.create(hostname="localhost", root_page=root, is_default_site=True)
    ensure_roles()
    load_pages()
    load_vocabularies()
    load_places()
    Change.objects.all().delete()  # Each test begins with an empty change log.
    DBTaskResult.objects.all().delete()  # Saving enqueues; each test begins without tasks.
    forget_labels()
    labels()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The test database, with the vocabularies and places that come with the product."""
    with django_db_blocker.unblock():
        lay_foundations()


@pytest.fixture(scope="session")
def warm_labels(django_db_setup: None) -> list:
    """The picture of labels as loaded; a one-element list, so that it can be replaced."""
    return [picture._state]


@pytest.fixture(autouse=True)
def foundations(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts from the same picture, and counts no query for looking whether it changed.

    A transactional test empties all tables behind itself; the next one lays the foundations anew.
    """
    monkeypatch.setattr(picture, "_CHECK_EVERY_SECONDS", 1e9)
    if not _uses_database(request):
        return
    request.getfixturevalue("_django_db_helper")
    from wagtail.models import Site

    from tessera.catalogue import browsing
    from tessera.network.directory import picture as people

    # Rolled back with each test, and asked about whenever it is read.
    people.forget_picture()
    monkeypatch.setattr(people, "CHECK_EVERY_SECONDS", 0.0)
    # Kept by the number of the last change, which every test begins anew.
    browsing._theme_counts.cache_clear()
    browsing._country_counts.cache_clear()

    warm = request.getfixturevalue("warm_labels")
    if not Site.objects.exists():
        lay_foundations()
        warm[0] = picture._state
    picture._state = warm[0]


def _uses_database(request: pytest.FixtureRequest) -> bool:
    if request.node.get_closest_marker("django_db"):
        return True
    return not _NEEDS_DATABASE.isdisjoint(request.fixturenames)


@pytest.fixture(scope="session", autouse=True)
def one_context_a_page(django_test_environment: None) -> None:
    """Keep the context of each page for the test that asks, not that of every part and control.

    Django copies all of them, some hundred a page, which took a tenth of the time of all tests.
    """
    from django.template import Context, RequestContext
    from django.template.base import Template
    from django.test.utils import _TestState, instrumented_test_render

    plain = _TestState.saved_data.template_render

    def render(template: Template, context: Context) -> str:
        is_page = context.template is template and isinstance(context, RequestContext)
        return instrumented_test_render(template, context) if is_page else plain(template, context)

    Template._render = render


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """No language is left over from another test."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def client() -> Client:
    """A visitor whose browser asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; ``script/test`` finds or installs it."""
    names = (os.environ.get("TESSERA_CHROMIUM", ""), "chromium", "chromium-browser",
             "google-chrome", "google-chrome-stable")  # fmt: skip
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if not found:
        pytest.fail("Chromium is not installed; script/test tests/browser finds or installs it.")
    return found
