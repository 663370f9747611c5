import gettext
import os

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator

from tessera.accounts.models import User
from tessera.changes.models import Version
from tessera.running import administrators, preparation
from tessera.running.interface_languages import compile_translations


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_the_collection_is_loaded_where_nothing_was_ever_published(data_folder):
    assert preparation.needs_starter()
    Version.objects.create(identifier="T7K2-9QXW", number=1, snapshot={})
    assert not preparation.needs_starter()


@pytest.mark.django_db
def test_a_loading_that_was_cut_off_is_taken_up(data_folder, monkeypatch):
    Version.objects.create(identifier="T7K2-9QXW", number=1, snapshot={})

    def cut_off(name):
        raise KeyboardInterrupt

    monkeypatch.setattr(preparation, "call_command", cut_off)
    with pytest.raises(KeyboardInterrupt):
        preparation.load_starter()
    assert preparation.needs_starter()
    monkeypatch.setattr(preparation, "call_command", lambda name: None)
    preparation.load_starter()
    assert not preparation.needs_starter()


def test_static_files_are_collected_again_when_one_changes(data_folder, settings):
    settings.BASE_DIR = data_folder
    style = data_folder / "tessera" / "web" / "static" / "web" / "site.css"
    style.parent.mkdir(parents=True)
    style.write_text("a {}")
    before = preparation.static_fingerprint()
    assert preparation.static_fingerprint() == before
    style.write_text("b { }")
    assert preparation.static_fingerprint() != before


def test_a_missing_index_is_noticed(data_folder, settings):
    settings.SEARCH_ENGINE_URL = f"tantivy:{data_folder / 'index'}"
    assert preparation.needs_index()


def test_the_first_start_prints_a_link_that_sets_a_password_once(client, db, settings):
    settings.ADMIN_EMAIL = "first@example.org"
    message = preparation.first_administrator()
    link = message.rpartition(settings.BASE_URL)[2].strip()
    page = client.get(link, follow=True)
    assert page.status_code == 200
    word = "a-long-enough-passphrase"
    client.post(page.request["PATH_INFO"], {"new_password1": word, "new_password2": word})
    assert User.objects.get(email="first@example.org").check_password(word)
    assert preparation.first_administrator() == ""
    assert "SetPasswordForm" not in str(client.get(link, follow=True).context["form"].__class__)


@pytest.mark.django_db
def test_nobody_can_sign_in_before_the_password_was_set(settings):
    preparation.first_administrator()
    assert not User.objects.get(email=settings.ADMIN_EMAIL).has_usable_password()


@pytest.mark.django_db
def test_the_link_is_printed_again_until_it_was_used(settings):
    assert preparation.first_administrator()
    assert preparation.first_administrator()
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_existing_user_can_be_made_administrator():
    known = User.objects.create_user("known@example.org", "a-long-enough-passphrase")
    user, made = administrators.make_administrator("Known@example.org")
    assert (user, made) == (known, False)
    assert user.is_superuser
    assert administrators.has_administrator()


@pytest.mark.django_db
def test_the_link_belongs_to_its_user():
    user, _made = administrators.make_administrator("a@example.org")
    token = administrators.password_link(user).rstrip("/").rpartition("/")[2]
    stranger, _made = administrators.make_administrator("b@example.org")
    assert default_token_generator.check_token(user, token)
    assert not default_token_generator.check_token(stranger, token)


def test_translations_are_compiled_when_their_source_is_newer(tmp_path):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(f'{head}msgid "record"\nmsgstr "fiche"\n', "utf-8")
    assert compile_translations(tmp_path) == 1
    assert compile_translations(tmp_path) == 0
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("record") == "fiche"
    later = (folder / "django.mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_translations(tmp_path) == 1


@pytest.mark.django_db
def test_a_lost_second_step_can_be_forgotten():
    user, _made = administrators.make_administrator("a@example.org")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    administrators.forget_second_step(user)
    assert not Authenticator.objects.exists()


def test_connections_to_the_database_are_kept_between_requests(settings):
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] == 60
