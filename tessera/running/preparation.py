"""What has to be there before the first page: tables, styles, the collection, the index.

Every step asks first whether it is needed, in a way that costs milliseconds: a later start does
nothing. A run that was cut off is taken up by the next one.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import wagtail
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command
from django.db import connection

from tessera.running import administrators
from tessera.running.interface_languages import compile_translations
from tessera.search.engines import has_index

#: Any constant serves; it names the lock that lets one machine at a time change the tables.
_MIGRATION_LOCK = 0x7E55E7B


@dataclass(frozen=True)
class Step:
    """One thing to prepare: its name for people, whether it is needed, how it is done."""

    name: str
    is_needed: Callable[[], bool]
    do: Callable[[], object]


def steps() -> list[Step]:
    """All steps in their order; a later one may rely on the earlier ones."""
    return [
        Step("Preparing the database", has_pending_migrations, migrate),
        Step("Collecting styles and scripts", lambda: _static_stamp() != static_fingerprint(),
             collect_static),
        Step("Loading the starter collection", needs_starter, load_starter),
        Step("Writing the editorial pages", needs_pages, lambda: call_command("load_pages")),
        Step("Building the search index", needs_index, lambda: call_command("reindex")),
    ]  # fmt: skip


def is_needed() -> bool:
    """Whether anything has to be prepared. A handful of small queries."""
    return any(step.is_needed() for step in steps())


def prepare(say: Callable[[str], None]) -> None:
    """Do what is needed, saying what and how long it took."""
    for step in steps():
        if step.is_needed():
            say(f"{step.name} …")
            began = time.monotonic()
            step.do()
            say(f"{step.name}: done in {time.monotonic() - began:.0f} s.")


def has_pending_migrations() -> bool:
    """Compare file names with the table of applied migrations, without loading 300 modules."""
    if "django_migrations" not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    return not applied.issuperset(_migrations_on_disk())


def _migrations_on_disk() -> Iterator[tuple[str, str]]:
    for config in apps.get_app_configs():
        named = settings.MIGRATION_MODULES.get(config.label, f"{config.name}.migrations")
        folder = Path(config.path) / "migrations"
        if named is None or not folder.is_dir():
            continue
        for path in folder.glob("*.py"):
            if path.stem[0] not in "_~":
                yield config.label, path.stem


def migrate() -> None:
    """Bring the tables up to date; on PostgreSQL, one machine at a time."""
    if connection.vendor != "postgresql":
        call_command("migrate", verbosity=0, interactive=False)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def _stamp_path() -> Path:
    return settings.DATA_DIR / "static-files.stamp"


def _static_stamp() -> str:
    path = _stamp_path()
    return path.read_text("utf-8") if path.exists() else ""


def static_fingerprint() -> str:
    """Changes when a style, script or picture of ours does, or the version of a library."""
    digest = hashlib.sha256(f"{django.__version__} {wagtail.__version__}".encode())
    for folder in sorted(settings.BASE_DIR.glob("tessera/*/static")):
        for place, _folders, names in sorted(os.walk(folder)):
            for name in sorted(names):
                facts = os.stat(os.path.join(place, name))
                digest.update(f"{place}/{name} {facts.st_size} {facts.st_mtime_ns}".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Gather, compress and fingerprint all static files."""
    before = static_fingerprint()
    call_command("collectstatic", verbosity=0, interactive=False)
    _stamp_path().write_text(before, "utf-8")


def read_static_names() -> None:
    """Learn the fingerprinted names anew: a child process has collected the files since."""
    storage: Any = staticfiles_storage
    # Asked of the class, as tests serve files from a storage without fingerprints.
    if isinstance(storage, ManifestFilesMixin):
        names: Any = storage.load_manifest()
        storage.hashed_files, storage.manifest_hash = names


def _unfinished_starter() -> Path:
    return settings.DATA_DIR / "starter-collection.unfinished"


def needs_starter() -> bool:
    """Only where nothing was ever published, or where an earlier loading was cut off."""
    # Deferred: the change log tells what was ever published, also of what is gone.
    from tessera.changes.models import Version

    return _unfinished_starter().exists() or not Version.objects.exists()


def load_starter() -> None:
    """Load it, with a note in the data folder until all of it is there."""
    _unfinished_starter().touch()
    call_command("load_starter")
    _unfinished_starter().unlink()


def needs_index() -> bool:
    """Whether there is no whole index that this version can read. A few milliseconds."""
    return not has_index(settings.SEARCH_ENGINE_URL)


def needs_pages() -> bool:
    """Whether a language has no editorial pages yet. One query."""
    # Deferred: models can be imported only when the tables are there.
    from tessera.pages.loading import needs_pages

    return needs_pages()


def first_administrator() -> str:
    """What to tell the operator when nobody can administer yet; empty otherwise."""
    if administrators.has_administrator():
        return ""
    user, _made = administrators.make_administrator(settings.ADMIN_EMAIL)
    link = administrators.password_link(user)
    return f"Administrator {user.email}: set the password here, once, within three days:\n  {link}"


__all__ = ["compile_translations", "first_administrator", "is_needed", "prepare", "steps"]
