import io
import os
import sqlite3
import subprocess
import sys
import tarfile

import pytest
from django.conf import settings

from tessera.command_line import main

ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("TESSERA_", "DJANGO_"))
}


def tessera(*words, folder, **variables):
    """Run the command as an operator would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tessera.command_line", *words],
        env={**ENVIRONMENT, "TESSERA_DATA_DIR": str(folder), **variables},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def installation(tmp_path):
    """A data folder with a small database, a file and a key."""
    folder = tmp_path / "var"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "photo.txt").write_text("a picture")
    (folder / "secret-key").write_text("k" * 60)
    with sqlite3.connect(folder / "tessera.sqlite3") as database:
        database.execute("CREATE TABLE thing (name)")
        database.execute("INSERT INTO thing VALUES ('kept')")
    database.close()
    return folder


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["backup", "--help"]])
def test_every_command_explains_itself(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    assert "usage: tessera" in capsys.readouterr().out


def test_a_wrong_port_is_said_in_one_sentence(tmp_path):
    done = tessera("serve", folder=tmp_path, PORT="many")
    assert done.returncode == 1
    assert done.stderr == "tessera serve: PORT: “many” is not a number from 1 to 65535.\n"


def test_all_wrong_settings_are_reported_at_once(tmp_path):
    wrong = {"TESSERA_LOG_LEVEL": "LOUD", "TESSERA_WEB_WORKERS": "0"}
    done = tessera("check", folder=tmp_path, **wrong)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "TESSERA_LOG_LEVEL" in done.stderr
    assert "TESSERA_WEB_WORKERS" in done.stderr


def test_what_was_saved_can_be_brought_back(installation, tmp_path):
    archive, other = tmp_path / "saved.tar.gz", tmp_path / "other"
    assert tessera("backup", str(archive), folder=installation).returncode == 0
    done = tessera("restore", str(archive), folder=other)
    assert (done.returncode, done.stderr) == (0, "")
    assert (other / "media" / "photo.txt").read_text() == "a picture"
    assert (other / "secret-key").read_text() == "k" * 60
    database = sqlite3.connect(other / "tessera.sqlite3")
    assert database.execute("SELECT name FROM thing").fetchall() == [("kept",)]
    database.close()


def test_restoring_over_an_installation_needs_force(installation, tmp_path):
    archive = tmp_path / "saved.tar.gz"
    tessera("backup", str(archive), folder=installation)
    (installation / "media" / "photo.txt").write_text("newer")
    refused = tessera("restore", str(archive), folder=installation)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert (installation / "media" / "photo.txt").read_text() == "newer"
    assert tessera("restore", str(archive), "--force", folder=installation).returncode == 0
    assert (installation / "media" / "photo.txt").read_text() == "a picture"


def test_the_archive_is_for_its_owner_only(installation, tmp_path):
    archive = tmp_path / "saved.tar.gz"
    tessera("backup", str(archive), folder=installation)
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as content:
        assert {"manifest.json", "secret-key", "database.sqlite3"} <= set(content.getnames())


def test_an_archive_writes_nowhere_but_into_the_data_folder(installation, tmp_path):
    archive = tmp_path / "saved.tar.gz"
    tessera("backup", str(archive), folder=installation)
    with tarfile.open(archive) as content:
        names = ("manifest.json", "database.sqlite3")
        kept = {name: content.extractfile(name).read() for name in names}
    forged = tmp_path / "forged.tar.gz"
    files = {**kept, "media/../../outside.txt": b"gotcha"}
    with tarfile.open(forged, "w:gz") as content:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            content.addfile(member, io.BytesIO(data))
    other = tmp_path / "a" / "b"
    assert tessera("restore", str(forged), folder=other).returncode == 0
    assert list(tmp_path.rglob("outside.txt")) == []


def test_another_file_is_no_archive(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all")
    done = tessera("restore", str(tmp_path / "letter.txt"), folder=tmp_path / "var")
    assert done.returncode == 1
    assert "is not an archive that “tessera backup” wrote" in done.stderr
