"""What the documentation says is what the product does."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tessera.command_line import parser

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"


def tracked_files() -> list[Path]:
    """Every text file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is not a clone of the repository")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_every_setting_is_documented():
    source = (ROOT / "tessera" / "settings.py").read_text("utf-8")
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]*[A-Z])"', source))
    documented = set(
        re.findall(r"^\| `TESSERA_([A-Z_]+)`", (DOCS / "reference/settings.md").read_text(), re.M)
    )
    assert documented == names


def test_every_command_is_documented():
    commands = next(
        action.choices
        for action in parser()._actions
        if action.dest == "command" and action.choices
    )
    documented = re.findall(
        r"^## `tessera ([a-z-]+)", (DOCS / "reference/commands.md").read_text("utf-8"), re.M
    )
    assert sorted(documented) == sorted(commands)


@pytest.mark.parametrize("folder", ["docs/decisions"])
def test_decisions_are_numbered_without_gaps(folder):
    numbers = sorted(int(path.name[:4]) for path in (ROOT / folder).glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_file_speaks_of_the_machine_it_was_written_on():
    here = re.compile(rb"(?<![\w.-])/(?:work|root|Users|home)/[\w.]")
    speaking = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.stat().st_size < 2_000_000 and here.search(path.read_bytes())
    ]
    assert [name for name in speaking if name != "tests/house/test_documents.py"] == []


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
        for target in re.findall(r"\]\((?!https?:|mailto:|#|/)([^)#\s]+)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []
