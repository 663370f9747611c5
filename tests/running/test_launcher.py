"""The command that an installation without a package gets."""

import runpy
import sys

import pytest
from django.conf import settings


@pytest.fixture
def launcher(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(settings.BASE_DIR / "script"))
    import environment

    path = tmp_path / "tessera"
    path.write_text(environment.LAUNCHER, "utf-8")
    monkeypatch.setattr(sys, "argv", [str(path), "--help"])
    return path


def test_launcher_is_the_command(launcher):
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(launcher), run_name="__main__")
    assert not end.value.code


def test_helper_processes_of_a_command_do_not_start_it_again(launcher):
    """They load the main module anew, as ``__mp_main__``."""
    runpy.run_path(str(launcher), run_name="__mp_main__")
