"""Saving an installation to one archive, and bringing it back.

The archive (tar, gzip) holds ``manifest.json``, the database as ``database.sqlite3`` or
``database.sql``, ``media/`` and ``secret-key``. The search index is not saved: it is built again.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tessera.running.errors import StartError

FORMAT = 1


class BackupError(StartError):
    """Why something could not be saved or brought back."""


def save(target: Path) -> int:
    """Write the archive, whole or not at all; its size in bytes.

    Visitors and editors may go on meanwhile: the database is copied as of one moment.
    """
    # Deferred: this module is also used before the settings are loaded.
    from django.conf import settings

    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            database = _dump(Path(scratch))
            manifest = Path(scratch) / "manifest.json"
            manifest.write_text(json.dumps(_manifest(database.name)), "utf-8")
            with tarfile.open(unfinished, "w:gz", compresslevel=6) as archive:
                os.chmod(unfinished, 0o600)
                archive.add(manifest, "manifest.json")
                archive.add(database, database.name)
                for name in ("media", "secret-key"):
                    if (settings.DATA_DIR / name).exists():
                        archive.add(settings.DATA_DIR / name, name)
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        message = f"{target} cannot be written ({error.strerror or error})."
        raise BackupError(message) from error
    return target.stat().st_size


def _manifest(database: str) -> dict[str, object]:
    return {
        "format": FORMAT,
        "database": database,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _dump(scratch: Path) -> Path:
    # Deferred: this module is also used before the settings are loaded.
    from django.db import connection

    if connection.vendor == "postgresql":
        path = scratch / "database.sql"
        _run_postgres("pg_dump", "--no-owner", "--no-privileges", "--file", str(path))
        return path
    path = scratch / "database.sqlite3"
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(source, uri=True)) as live,
        contextlib.closing(sqlite3.connect(path)) as copy,
    ):
        live.backup(copy)  # The only way to copy a database that is being written to.
    return path


def _run_postgres(program: str, *arguments: str) -> None:
    # Deferred: this module is also used before the settings are loaded.
    from django.db import connection

    if not shutil.which(program):
        message = f"“{program}” is not installed here: install PostgreSQL's client programs."
        raise BackupError(message)
    facts = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    secrets = {name: str(facts[key]) for name, key in names.items() if facts.get(key)}
    done = subprocess.run(  # noqa: S603 - fixed programs, arguments of our own
        [program, *arguments, f"--dbname={facts['NAME']}"],
        env={**os.environ, **secrets},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        message = f"{program} failed ({lines[-1]})."
        raise BackupError(message)


def unpack_key(source: Path, folder: Path, *, force: bool) -> None:
    """Check archive and folder, and bring the key back: the settings are read after this.

    Raises:
        BackupError: this is no archive of ours, or something is in the folder already.
    """
    manifest = _read_manifest(source)
    if manifest["database"] == "database.sqlite3" and not force:
        taken = [name for name in ("tessera.sqlite3", "media") if (folder / name).exists()]
        if taken:
            message = (
                f"The data folder {folder} already holds an installation: name an empty one in "
                "TESSERA_DATA_DIR, or replace what is there with --force."
            )
            raise BackupError(message)
    _unpack(source, folder, only="secret-key")
    if (folder / "secret-key").exists():
        os.chmod(folder / "secret-key", 0o600)


def _read_manifest(source: Path) -> dict[str, object]:
    try:
        with tarfile.open(source) as archive:
            member = archive.extractfile("manifest.json")
            manifest = json.load(member) if member else {}
    except (OSError, tarfile.TarError, KeyError, ValueError, EOFError) as error:
        message = f"{source} is not an archive that “tessera backup” wrote, or it is damaged."
        raise BackupError(message) from error
    if manifest.get("format") != FORMAT:
        message = f"{source} was written by another version of Tessera; restore it with that one."
        raise BackupError(message)
    return manifest


def _unpack(source: Path, folder: Path, *, only: str = "") -> None:
    """Unpack plain files, never outside the folder (``extractall(filter=)`` needs 3.11.4)."""
    with tarfile.open(source) as archive:
        for member in archive:
            target = (folder / member.name).resolve()
            if not member.isfile() or not target.is_relative_to(folder.resolve()):
                continue
            content = archive.extractfile(member)
            if content is None or (only and member.name != only):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("wb") as file:
                shutil.copyfileobj(content, file)


def bring_back(source: Path, *, force: bool) -> None:
    """Replace database and files by those of the archive, and forget the index."""
    # Deferred: this module is also used before the settings are loaded.
    from django.conf import settings
    from django.db import connection, connections

    name = str(_read_manifest(source)["database"])
    if (name == "database.sql") != (connection.vendor == "postgresql"):
        message = "The archive holds the other kind of database: set TESSERA_DATABASE_URL to match."
        raise BackupError(message)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as scratch:
        unpacked = Path(scratch)
        _unpack(source, unpacked)
        if connection.vendor == "postgresql":
            _bring_back_postgres(unpacked / name, force=force)
        else:
            connections.close_all()
            database = Path(connection.settings_dict["NAME"])
            for leftover in ("-wal", "-shm"):
                Path(f"{database}{leftover}").unlink(missing_ok=True)
            (unpacked / name).replace(database)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        if (unpacked / "media").exists():
            (unpacked / "media").replace(settings.MEDIA_ROOT)
    engine, _colon, folder = settings.SEARCH_ENGINE_URL.partition(":")
    if engine == "tantivy":
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(settings.DATA_DIR / "meaning", ignore_errors=True)


def _bring_back_postgres(dump: Path, *, force: bool) -> None:
    # Deferred: this module is also used before the settings are loaded.
    from django.db import connection, connections

    if connection.introspection.table_names() and not force:
        message = "The database is not empty: name an empty one, or replace it with --force."
        raise BackupError(message)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connections.close_all()
    _run_postgres(
        "psql", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--file", str(dump)
    )
