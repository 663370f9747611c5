"""A PostgreSQL cluster for one run of the tests, from the binaries of this machine."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Nothing here has to survive the machine, so it need not wait for the disk.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def temporary_cluster(*, install: bool, cannot_run: type[Exception]) -> Iterator[str]:
    """Make a cluster, yield its address for TESSERA_DATABASE_URL, and remove it."""
    programs = find_programs() or (install_programs() if install else None)
    if programs is None:
        message = (
            "The tests on PostgreSQL need its server programs: install the package “postgresql”."
        )
        raise cannot_run(message)
    folder = Path(tempfile.mkdtemp(prefix="tessera-pg-"))
    user = unprivileged_user()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    port = free_port()
    try:
        as_user(user, programs / "initdb", "-D", data, "-U", "tessera", "-A", "trust",
                "-E", "UTF8", "--locale=C.UTF-8", "-N")  # fmt: skip
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {SPEED}"
        as_user(user, programs / "pg_ctl", "-D", data, "-o", options,
                "-l", folder / "log", "-w", "start")  # fmt: skip
        yield f"postgres://tessera@127.0.0.1:{port}/postgres"
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "").strip().splitlines()
        message = f"PostgreSQL could not be started ({lines[-1] if lines else error})."
        raise cannot_run(message) from error
    finally:
        if data.exists():
            as_user(user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl: the newest of Debian's, or the one in PATH."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parent.parent.name),
    )
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found and shutil.which("pg_ctl") else None


def install_programs() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing PostgreSQL with apt-get …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "postgresql"]):
        subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)
    return find_programs()


def unprivileged_user() -> str:
    """PostgreSQL refuses to run as root: someone else's name then; empty when not needed."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in names)


def as_user(user: str, *command: str | Path, check: bool = True) -> None:
    """Run a command as another user; ``cwd`` is one that everybody may enter."""
    subprocess.run(
        [str(word) for word in command],
        user=user or None,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",
        stdout=subprocess.DEVNULL,  # The server keeps it open: a pipe would never end.
        stderr=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        text=True,
        check=check,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
