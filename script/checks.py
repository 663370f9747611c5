"""The list of checks: named steps, each with its result and time.

Runs inside ``.venv``. A step that cannot run here says in one sentence what to install; that
counts as a failure in continuous integration, and is only reported elsewhere.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = ROOT / ".venv" / "bin"
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROCESSES = str(min(os.cpu_count() or 2, 4))


class CannotRunError(Exception):
    """What is missing on this machine, and how to get it, in one sentence."""


class FailedError(Exception):
    """A check did not pass; its output is on the screen already."""


@dataclass(frozen=True)
class Step:
    """One check: its name on the command line, what it looks at, how it is run."""

    name: str
    about: str
    run: Callable[[], None]
    is_slow: bool = False


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument("paths", nargs="*", help="tests to run, and nothing else")
    parser.add_argument("--fast", action="store_true", help="leave out PostgreSQL and the browser")
    parser.add_argument("--only", metavar="STEP", help=", ".join(step.name for step in STEPS))
    chosen, passed_on = parser.parse_known_args(arguments)
    os.chdir(ROOT)
    compile_translations()
    if chosen.paths or passed_on:
        return run_paths([*chosen.paths, *passed_on])
    steps = [step for step in STEPS if not (chosen.fast and step.is_slow)]
    if chosen.only:
        steps = [step for step in STEPS if step.name == chosen.only]
        if not steps:
            parser.error(f"there is no step “{chosen.only}”")
    return run_steps(steps)


def run_paths(words: list[str]) -> int:
    """Only these tests, on SQLite; those that need a browser find it or say what to install."""
    if any("browser" in word for word in words):
        try:
            os.environ["TESSERA_CHROMIUM"] = find_chromium()
        except CannotRunError as missing:
            print(missing, file=sys.stderr)
            return 1
    return subprocess.run([BIN / "python", "-m", "pytest", *words], check=False).returncode


def run_steps(steps: list[Step]) -> int:
    results: list[tuple[str, str, float]] = []
    for step in steps:
        print(f"\n── {step.name}: {step.about}", flush=True)
        began = time.monotonic()
        try:
            step.run()
            result = "passed"
        except FailedError:
            result = "FAILED"
        except CannotRunError as missing:
            print(missing, flush=True)
            result = "NOT RUN"
        results.append((step.name, result, time.monotonic() - began))
        print(f"── {step.name}: {result} in {results[-1][2]:.1f} s", flush=True)
    print(f"\n{'step':<14}{'result':<10}{'seconds':>8}")
    for name, result, seconds in results:
        print(f"{name:<14}{result:<10}{seconds:>8.1f}")
    bad = {"FAILED", "NOT RUN"} if CI else {"FAILED"}
    failures = [name for name, result, _seconds in results if result in bad]
    print(f"\nNot passed: {', '.join(failures)}." if failures else "\nAll checks passed.")
    return 1 if failures else 0


def call(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    """Run a command in sight of the reader."""
    whole = {**os.environ, **(environment or {})}
    if subprocess.run(command, check=False, env=whole).returncode:
        raise FailedError


def compile_translations() -> None:
    from tessera.running.interface_languages import compile_translations

    compile_translations()


def run_format() -> None:
    call(BIN / "ruff", "format", "--check", "--quiet", ".")


def run_lint() -> None:
    call(BIN / "ruff", "check", "--quiet", ".")


def run_types() -> None:
    call(BIN / "mypy")


def run_layers() -> None:
    call(BIN / "lint-imports", "--no-cache")


def run_templates() -> None:
    pytest("tests/house/test_templates.py")


def run_migrations() -> None:
    call(BIN / "python", "manage.py", "makemigrations", "--check", "--dry-run",
         environment=scratch_settings())  # fmt: skip
    pytest("tests/house/test_migrations.py", "--migrations")


def run_translations() -> None:
    pytest("tests/house/test_translations.py")


def run_tests() -> None:
    pytest("tests", *LEFT_OUT)


def run_postgresql() -> None:
    from postgresql import temporary_cluster

    with temporary_cluster(install=CI, cannot_run=CannotRunError) as address:
        # The slow ones are about the files of the search engine, which know no database.
        words = ("tests", *LEFT_OUT, "-m", "not slow")
        pytest(*words, environment={"TESSERA_DATABASE_URL": address})


def run_browser() -> None:
    pytest("tests/browser", environment={"TESSERA_CHROMIUM": find_chromium()}, processes="1")


#: The browser has its own step, and so have the files of the house that name one.
LEFT_OUT = (
    "--ignore=tests/browser",
    "--ignore=tests/house/test_templates.py",
    "--ignore=tests/house/test_migrations.py",
    "--ignore=tests/house/test_translations.py",
)


def pytest(
    *words: str, environment: dict[str, str] | None = None, processes: str = PROCESSES
) -> None:
    existing = [word for word in words if not word.startswith("tests") or Path(word).exists()]
    spread = ["-n", processes] if words[0] == "tests" else []
    call(BIN / "python", "-m", "pytest", *spread, *existing, environment=environment)


def scratch_settings() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def find_chromium() -> str:
    """A Chromium that is here, or one that this machine's own means install."""
    named = os.environ.get("TESSERA_CHROMIUM", "")
    if named:
        if shutil.which(named):
            return named
        message = f"TESSERA_CHROMIUM names {named}, which cannot be run."
        raise CannotRunError(message)
    return chromium_here() or chromium_of_debian() or chromium_of_playwright()


def chromium_here() -> str:
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), "")


def chromium_of_debian() -> str:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium with apt-get …", flush=True)
        install_debian("chromium")
    return chromium_here()


def install_debian(package: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
    )
    return all(
        subprocess.run(words, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for words in commands
    )


def chromium_of_playwright() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        print("Downloading Chromium with playwright …", flush=True)
        subprocess.run([BIN / "playwright", "install", "chromium"], check=False)
    if not Path(path).exists():
        message = (
            "The browser tests need Chromium: install the package “chromium” of your system, "
            "or name a browser in TESSERA_CHROMIUM."
        )
        raise CannotRunError(message)
    return path


STEPS = [
    Step("format", "Python files are formatted (ruff)", run_format),
    Step("lint", "no questionable Python (ruff)", run_lint),
    Step("types", "types agree (mypy, strict)", run_types),
    Step("layers", "rooms import downwards only (import-linter)", run_layers),
    Step(
        "templates", "templates compile, hold no inline code, and are translatable", run_templates
    ),
    Step("migrations", "models and migrations agree", run_migrations),
    Step("translations", "all catalogues are complete and compile", run_translations),
    Step("tests", "unit and contract tests on SQLite", run_tests),
    Step("postgresql", "the same tests on PostgreSQL", run_postgresql, is_slow=True),
    Step("browser", "journeys in Chromium", run_browser, is_slow=True),
]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
