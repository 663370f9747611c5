"""Makes ``.venv`` from the pinned requirements, once, and again after a half-finished run.

Only the standard library is at hand here. Two files inside ``.venv`` tell its state: ``unfinished``
while something is being installed, ``installed-<purpose>`` with the fingerprint of what is there.
"""

import ctypes
import errno
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
REQUIREMENTS = {
    "server": ["requirements.txt"],
    "test": ["requirements.txt", "requirements-test.txt"],
}
#: Settings whose values begin so need libraries that the embedded default does without.
SERVICES = {"TESSERA_MEDIA_URL": "s3:", "TESSERA_CACHE_URL": "redis"}

# Finds its Python beside itself, so that a folder with a space in its name does no harm.
LAUNCHER = """#!/bin/sh
'''exec' "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")/python" "$0" "$@"
' '''
import sys

from tessera.command_line import main

if __name__ == "__main__":  # Helper processes load this file again, under another name.
    sys.exit(main())
"""


class StopError(Exception):
    """What went wrong and what to do, in one sentence."""


def main(arguments: list[str]) -> int:
    purpose, *options = arguments
    try:
        if purpose == "server":
            check_start(options)
        prepare(purpose)
    except StopError as stop:
        print(f"Tessera cannot start: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the next run begins again where it is safe.", file=sys.stderr)
        return 130
    return 0


def check_start(options: list[str]) -> None:
    """Say at once, before minutes of installing, what would stop the server in the end."""
    check_folder(Path(os.environ.get("TESSERA_DATA_DIR") or ROOT / "var"))
    if "--help" in options or "-h" in options or "--worker-only" in options:
        return
    named = option(options, "--port") or os.environ.get("PORT") or "8000"
    if not named.isdigit() or not 0 < int(named) < 65536:
        raise StopError(f"the port “{named}” is not a number from 1 to 65535.")
    check_port(option(options, "--host") or "127.0.0.1", int(named))


def option(options: list[str], name: str) -> str:
    """The value of ``--name value`` or ``--name=value``; empty when absent."""
    for position, word in enumerate(options):
        if word == name and position + 1 < len(options):
            return options[position + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return ""


def check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise StopError(
            f"the data folder {folder} cannot be written to ({reason}): make it writable, "
            "or name another one in TESSERA_DATA_DIR."
        ) from error


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StopError(
                    f"port {port} is taken by another program: stop that one, "
                    f"or choose another port, for example PORT={port + 1} script/server."
                ) from error
            raise StopError(
                f"{host}:{port} cannot be used ({os.strerror(error.errno or 0)})."
            ) from error


def prepare(purpose: str) -> None:
    """Leave ``.venv`` complete for the purpose; a fraction of a second when it already is."""
    fingerprint = wanted(purpose)
    if is_ready(purpose, fingerprint):
        return
    with (ROOT / "requirements.txt").open() as lock:
        wait_for(lock)
        if not is_ready(purpose, fingerprint):
            install(purpose, fingerprint)


def requirements(purpose: str) -> list[str]:
    """The files of pins for the purpose and for the services that the settings name."""
    named = any(os.environ.get(name, "").startswith(start) for name, start in SERVICES.items())
    return [*REQUIREMENTS[purpose], *(["requirements-services.txt"] if named else [])]


def wanted(purpose: str) -> str:
    """What the environment is made of: the pins, the Python, the launcher, where it all lies."""
    digest = hashlib.sha256(f"2 {sys.version_info[:2]} {ROOT} {LAUNCHER}".encode())
    for name in requirements(purpose):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_ready(purpose: str, fingerprint: str) -> bool:
    marker = VENV / f"installed-{purpose}"
    if UNFINISHED.exists() or not PYTHON.exists() or not marker.exists():
        return False
    return marker.read_text("utf-8") == fingerprint


def wait_for(lock) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another run is making the environment; waiting for it …")
        fcntl.flock(lock, fcntl.LOCK_EX)


def install(purpose: str, fingerprint: str) -> None:
    began = time.monotonic()
    make_venv()
    UNFINISHED.touch()
    names = requirements(purpose)
    count = sum(
        1 for line in (ROOT / names[-1]).read_text("utf-8").splitlines() if "==" in line[:80]
    )
    say(f"Installing {count} pinned packages …")
    install_packages(names)
    write_launcher()
    for other in VENV.glob("installed-*"):
        other.unlink()
    for covered in REQUIREMENTS if purpose == "test" else [purpose]:
        (VENV / f"installed-{covered}").write_text(wanted(covered), "utf-8")
    UNFINISHED.unlink()
    say(f"The environment is ready ({time.monotonic() - began:.0f} s).")


def make_venv() -> None:
    """An empty environment, unless a sound one is there."""
    if UNFINISHED.exists():
        say("An earlier run was interrupted; making the environment afresh …")
        shutil.rmtree(VENV, ignore_errors=True)
    elif PYTHON.exists() and not is_sound():
        say("The environment belongs to another Python or folder; making it afresh …")
        shutil.rmtree(VENV, ignore_errors=True)
    if PYTHON.exists():
        return
    say("Making the Python environment in .venv …")
    try:
        VENV.mkdir(exist_ok=True)
        UNFINISHED.touch()
    except OSError as error:
        raise StopError(
            f"the folder {ROOT} cannot be written to ({os.strerror(error.errno or 0)}): "
            "make it writable, or clone the repository to a folder of your own."
        ) from error
    uv = shutil.which("uv")
    if uv and attempt(
        [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV]
    ):
        return
    make_plain_venv()


def make_plain_venv() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = "{}.{}".format(*sys.version_info)
        raise StopError(
            f"this Python has no venv module: install it (on Debian and Ubuntu: "
            f"apt install python{version}-venv) and run script/server again."
        )
    failure = run([sys.executable, "-m", "venv", VENV])
    if failure:
        raise StopError(f"the Python environment could not be made ({failure}).")


def is_sound() -> bool:
    """Whether the environment runs, on this version of Python, and lies where it was made."""
    question = "import sys; print(sys.version_info[:2], sys.prefix)"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == f"{sys.version_info[:2]} {VENV}"


def install_packages(names: list[str]) -> None:
    """With uv when it can be had; plain pip takes the same files otherwise."""
    files = [word for name in names for word in ("-r", str(ROOT / name))]
    uv = shutil.which("uv") or fetch_uv()
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", *files]
        if attempt(command):
            return
        say("uv did not manage; trying pip …")
    if not has_pip():
        make_plain_venv()
    say("Installing with pip; this takes a minute or two …")
    options = ["--disable-pip-version-check", "--no-input", "--quiet"]
    failure = run([PYTHON, "-m", "pip", "install", *options, "--require-hashes", *files])
    if failure:
        raise StopError(
            f"the packages could not be installed ({failure}): "
            "check the connection to the package registry, and run it again."
        )


def fetch_uv() -> str:
    """uv, installed into the environment at its pinned version; empty when it cannot be had."""
    if not has_pip():
        return ""
    options = ["--disable-pip-version-check", "--no-input", "--quiet", "--require-hashes"]
    pinned = str(ROOT / "script" / "requirements-uv.txt")
    fetched = attempt([PYTHON, "-m", "pip", "install", *options, "-r", pinned])
    return str(VENV / "bin" / "uv") if fetched else ""


def has_pip() -> bool:
    return attempt([PYTHON, "-c", "import pip"])


def write_launcher() -> None:
    """``tessera`` as a command, without building or installing the repository itself."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=True)
    (Path(answer.stdout.strip()) / "tessera.pth").write_text(f"{ROOT}\n", "utf-8")
    launcher = VENV / "bin" / "tessera"
    launcher.write_text(LAUNCHER, "utf-8")
    launcher.chmod(0o755)


def attempt(command: list) -> bool:
    return not run(command)


def run(command: list) -> str:
    """Run a command quietly; its last words when it failed, an empty string when it did not."""
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            preexec_fn=end_with_parent,
        )
    except OSError as error:
        return os.strerror(error.errno or 0)
    if done.returncode == 0:
        return ""
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    return lines[-1] if lines else f"exit status {done.returncode}"


def end_with_parent() -> None:
    """On Linux, an installer is killed with us: the next run would meet it in the same folder."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
