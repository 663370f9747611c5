"""Models and migrations agree, and every migration can be taken back."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tessera.running import preparation


@pytest.fixture(autouse=True)
def real_migrations(settings):
    """The fast suite makes its tables without migrations; here the files themselves matter."""
    settings.MIGRATION_MODULES = {}


OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("tessera.")]


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    assert capsys.readouterr().out == "No changes detected\n"


def test_every_migration_can_be_taken_back():
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    one_way = [
        f"{label}.{name}: {operation.describe()}"
        for (label, name), migration in loader.disk_migrations.items()
        if label in OURS
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


def test_every_migration_is_named_for_its_purpose():
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    automatic = [
        f"{label}.{name}"
        for label, name in loader.disk_migrations
        if label in OURS and "_auto_" in name
    ]
    assert automatic == []


@pytest.mark.django_db
def test_a_migrated_database_needs_no_preparation(pytestconfig):
    if pytestconfig.getoption("nomigrations"):
        pytest.skip("the step “migrations” of script/test runs this with real migrations")
    assert preparation.has_pending_migrations() is False


@pytest.mark.django_db
def test_a_new_migration_is_noticed(pytestconfig, monkeypatch):
    monkeypatch.setattr(preparation, "_migrations_on_disk", lambda: iter([("web", "0001_new")]))
    assert preparation.has_pending_migrations() is True


def test_the_files_compared_are_those_that_django_loads():
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    assert set(preparation._migrations_on_disk()) == set(loader.disk_migrations)
