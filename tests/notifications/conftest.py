"""A kind of mail that only tests send."""

import pytest
from django.template import engines

from tessera.notifications import kinds
from tessera.notifications.kinds import MailKind, register_mail

SUBJECT = "{{ title }} was listed"
TEXT = (
    '{% extends "notifications/mail.txt" %}{% load mail %}{% block content %}{{ title }}: '
    "{% absolute path %}{% endblock %}"
)
HTML = (
    '{% extends "notifications/mail.html" %}{% load mail %}{% block content %}<p>{{ title }}</p>'
    '<a href="{% absolute path %}">x</a>{% endblock %}'
)


@pytest.fixture
def words(settings, tmp_path):
    """The words of ``tests.listed`` and ``tests.digest``."""
    folder = tmp_path / "tests" / "mails"
    folder.mkdir(parents=True)
    for name in ("listed", "digest", "broken"):
        (folder / f"{name}.subject.txt").write_text(SUBJECT)
        (folder / f"{name}.txt").write_text(TEXT)
        (folder / f"{name}.html").write_text(HTML if name != "broken" else "{% extends nothing %}")
    django = engines["django"].engine
    loader = next(each for each in django.template_loaders[0].loaders if hasattr(each, "dirs"))
    old, loader.dirs = loader.dirs, [tmp_path]
    django.template_loaders[0].reset()
    yield
    loader.dirs = old
    django.template_loaders[0].reset()


def _kind(monkeypatch, name, *, is_essential):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    return register_mail(
        MailKind(f"tests.{name}", name, is_essential, lambda: {"title": "Café", "path": "/en/"})
    )


@pytest.fixture
def listed(words, monkeypatch) -> MailKind:
    """Essential: about the reader's own contribution."""
    return _kind(monkeypatch, "listed", is_essential=True)


@pytest.fixture
def digest(words, monkeypatch) -> MailKind:
    """May be stopped."""
    return _kind(monkeypatch, "digest", is_essential=False)


@pytest.fixture
def broken(words, monkeypatch) -> MailKind:
    """Its template is wrong."""
    return _kind(monkeypatch, "broken", is_essential=True)
