"""The ``tessera`` command: what an operator runs. Each subcommand explains itself with --help."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import environs

from tessera.lib.errors import TesseraError

BASE_DIR = Path(__file__).resolve().parent.parent
Run = Callable[[argparse.Namespace], int | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; 0, or one sentence on the error stream and another number."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.settings")
    chosen = parser().parse_args(arguments)
    run: Run = chosen.run
    try:
        return run(chosen) or 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:
        sentence = _sentence(error)
        if not sentence:
            raise
        print(f"tessera {chosen.command}: {sentence}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """All subcommands; ``docs/reference/commands.md`` describes each."""
    top = argparse.ArgumentParser(
        prog="tessera", description="Run and look after a Tessera installation."
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, run: Run, explanation: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=explanation, description=explanation)
        added.set_defaults(run=run)
        return added

    added = command("serve", serve, "Prepare what is missing, then run web and worker together.")
    only = added.add_mutually_exclusive_group()
    only.add_argument("--web-only", action="store_true", help="run no worker")
    only.add_argument("--worker-only", action="store_true", help="run no web program")
    added.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    added.add_argument("--port", type=_port, default=None, help="port (PORT, or 8000)")

    command("load-starter", load_starter, "Load the starter collection; never over an edit.")
    added = command("seed", seed, "Make synthetic records for measuring, or remove them.")
    amount = added.add_mutually_exclusive_group(required=True)
    amount.add_argument("--records", type=int, metavar="N", help="how many to make")
    amount.add_argument("--remove", action="store_true", help="remove all synthetic records")

    command("reindex", reindex, "Build the search index afresh and swap it in.")
    added = command("check-links", check_links, "Check the links of records and organizations.")
    added.add_argument("--all", action="store_true", help="also those that are not due this week")
    command("check", check, "Check the configuration, the database, and the search index.")
    added = command("create-admin", create_admin, "Make an administrator; print a one-time link.")
    added.add_argument(
        "--forget-second-step",
        action="store_true",
        help="for who has lost the authenticator app or passkey and the recovery codes",
    )
    added.add_argument("--email", default=None, help="e-mail address (TESSERA_ADMIN_EMAIL)")

    added = command("import", import_file, "Check a file of references, and add its records.")
    added.add_argument("file", type=Path, help="CSV, XLSX, RIS, BibTeX, CSL-JSON, JSON-LD or DOIs")
    added.add_argument("--format", default="", help="csv, xlsx, ris, bibtex, csl, jsonld or doi")
    added.add_argument(
        "--kind", default="ACA", help="kind of rows that do not say it (%(default)s)"
    )
    added.add_argument("--language", default="en", help="their language (%(default)s)")
    added.add_argument("--encoding", default="", help="of a file of text (UTF-8)")
    added.add_argument("--dry-run", action="store_true", help="only check")
    added.add_argument("--publish", action="store_true", help="list the records at once")
    added = command("export", export, "Write everything public to a folder: JSON Lines and CSV.")
    added.add_argument("folder", type=Path, help="an empty folder, or one with an earlier dump")
    added = command("register-dois", register_dois, "Queue DOIs for records published earlier.")
    added.add_argument(
        "--all", action="store_true", help="also those that have one, as after a change of address"
    )
    added = command("load-ror", load_ror, "Propose ROR IDs for organizations, from a dump of ROR.")
    added.add_argument("file", type=Path, help="the .zip as published, or the .json in it")
    added = command("load-geonames", load_geonames, "Add cities from a file of GeoNames.")
    added.add_argument("file", type=Path, help="cities15000.zip or the like, or the .txt in it")
    added.add_argument("--names", type=Path, help="alternateNamesV2.zip, or the .txt in it")
    added.add_argument(
        "--population", type=int, default=250_000, help="least number of people (%(default)s)"
    )
    added.add_argument("--countries", default="", help="only these, such as DE,TR")
    added = command("backup", backup, "Save database, files and secret key to one archive.")
    added.add_argument("file", type=Path, help="archive to write, for example saved.tar.gz")
    added = command("restore", restore, "Bring back what “backup” saved.")
    added.add_argument("file", type=Path, help="archive to read")
    added.add_argument("--force", action="store_true", help="replace what is there")
    return top


def _port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    message = f"“{text}” is not a number from 1 to 65535"
    raise argparse.ArgumentTypeError(message)


def _sentence(error: Exception) -> str:
    """What to tell the operator; empty for an error that only a programmer understands."""
    # Deferred: an error in the settings keeps Django from loading.
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db import OperationalError

    if isinstance(error, environs.EnvValidationError):
        return f"wrong settings: {_problems(error)}"
    if isinstance(error, OperationalError):
        return f"the database does not answer as it should ({str(error).strip()})."
    if isinstance(error, TesseraError | CommandError | ImproperlyConfigured | environs.EnvError):
        return str(error)
    return ""


def _problems(error: environs.EnvValidationError) -> str:
    messages = error.error_messages
    if isinstance(messages, dict):
        return " ".join(f"{name}: {' '.join(said)}" for name, said in messages.items())
    return str(error)


def data_folder() -> Path:
    """The data folder, known before the settings are, which already write to it."""
    named = environs.FileAwareEnv().str("TESSERA_DATA_DIR", "")
    return Path(named or BASE_DIR / "var").resolve()


def set_up() -> None:
    """Load the settings and all rooms."""
    # Deferred: --help and wrong arguments need no Django.
    import django

    from tessera.running.data_folder import check_folder
    from tessera.running.interface_languages import compile_translations

    check_folder(data_folder())
    compile_translations()
    django.setup()


def serve(chosen: argparse.Namespace) -> None:
    """Prepare, then supervise web and worker until a signal comes."""
    # Deferred: --help and the other commands need none of it.
    from tessera.running.data_folder import check_folder, lock_folder
    from tessera.running.ports import check_port

    port = chosen.port or _port_of_environment()
    folder = data_folder()
    check_folder(folder)
    roles = ["web"] * (not chosen.worker_only) + ["worker"] * (not chosen.web_only)
    locks = lock_folder(folder, roles)
    if not chosen.worker_only:
        check_port(chosen.host, port)
    if not any(name.startswith("TESSERA_BASE_URL") for name in os.environ):
        os.environ["TESSERA_BASE_URL"] = f"http://127.0.0.1:{port}"
    set_up()
    _prepare_apart()
    _supervise(roles, chosen.host, port)
    for lock in locks:
        lock.close()


def _port_of_environment() -> int:
    try:
        return _port(os.environ.get("PORT") or "8000")
    except argparse.ArgumentTypeError as error:
        raise TesseraError(f"PORT: {error}.") from error


def _prepare_apart() -> None:
    """Prepare in a process of its own, so that its memory is given back before serving."""
    # Deferred: needs the rooms.
    from django.db import connections

    from tessera.running import preparation

    needed = preparation.is_needed()
    connections.close_all()
    if needed:
        _in_child(lambda: preparation.prepare(_say))
        preparation.read_static_names()
    message = preparation.first_administrator()
    connections.close_all()
    if message:
        _say(message)


def _in_child(work: Callable[[], None]) -> None:
    # Deferred: needs the rooms.
    from tessera.running.lifeline import end_with

    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            end_with(parent)
            work()
            status = 0
        except KeyboardInterrupt:
            status = 130
        except Exception as error:
            sentence = _sentence(error)
            if sentence:
                print(f"tessera serve: {sentence}", file=sys.stderr)
            else:
                sys.excepthook(type(error), error, error.__traceback__)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status == 130:
        raise KeyboardInterrupt
    if status:
        raise TesseraError("The preparation did not finish; run it again once this is put right.")


def _supervise(roles: list[str], host: str, port: int) -> None:
    # Deferred: needs the rooms.
    from django.conf import settings
    from django.urls import get_resolver

    import tessera.wsgi
    from tessera.running.supervisor import Child, Supervisor
    from tessera.running.web import run_web
    from tessera.running.worker import run_worker

    assert tessera.wsgi.application  # Loaded here once; all children share its memory.
    _ = get_resolver().url_patterns
    children = []
    if "web" in roles:
        children.append(Child("The web program", lambda: run_web(host, port)))
    if "worker" in roles:
        children.append(Child("The worker", run_worker))
    address = settings.BASE_URL if "web" in roles else "no address (worker only)"
    _say(f"Tessera serves {address} – stop it with Ctrl-C.")
    Supervisor(children).run()
    _say("Stopped.")


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _call(name: str, **options: object) -> None:
    set_up()
    # Deferred: needs the rooms.
    from django.core.management import call_command

    call_command(name, **options)


def load_starter(chosen: argparse.Namespace) -> None:
    """Load the starter collection."""
    _call("load_starter")


def seed(chosen: argparse.Namespace) -> None:
    """Make or remove synthetic records."""
    if chosen.remove:
        _call("seed", remove=True)
    else:
        _call("seed", records=chosen.records)


def reindex(chosen: argparse.Namespace) -> None:
    """Build the index afresh."""
    _call("reindex")


def check_links(chosen: argparse.Namespace) -> None:
    """Ask the addresses that are due, or all."""
    _call("check_links", all=chosen.all)


def check(chosen: argparse.Namespace) -> int:
    """Check and report; 1 when something needs attention."""
    set_up()
    # Deferred: needs the rooms.
    from tessera.running.checking import problems

    found = problems()
    for problem in found:
        _say(f"- {problem}")
    _say(f"{len(found)} problems found." if found else "Everything is in order.")
    return 1 if found else 0


def create_admin(chosen: argparse.Namespace) -> None:
    """Make an administrator and print the link."""
    set_up()
    # Deferred: needs the rooms.
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from tessera.running.administrators import (
        forget_second_step,
        make_administrator,
        password_link,
    )

    email = chosen.email or settings.ADMIN_EMAIL
    if chosen.email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise TesseraError(f"“{email}” is not an e-mail address.") from error
    user, made = make_administrator(email)
    if chosen.forget_second_step:
        forget_second_step(user)
    state = "made" if made else "was there already"
    _say(f"Administrator {user.email} {state}. Set the password once, within three days:")
    _say(f"  {password_link(user)}")


def import_file(chosen: argparse.Namespace) -> int:
    """Check a file, and add what is new; 1 when the file was refused."""
    set_up()
    # Deferred: needs the rooms.
    from tessera.interop.importing.commanding import import_path

    return import_path(
        chosen.file, form=chosen.format, kind=chosen.kind, language=chosen.language,
        encoding=chosen.encoding, dry_run=chosen.dry_run, publish=chosen.publish, say=_say,
    )  # fmt: skip


def export(chosen: argparse.Namespace) -> None:
    """Write everything public to a folder."""
    set_up()
    # Deferred: needs the rooms.
    from tessera.interop.dumps.writing import write_dump

    counts = write_dump(chosen.folder)
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    _say(f"Written to {chosen.folder}: {told}.")


def register_dois(chosen: argparse.Namespace) -> None:
    """Queue records for the registry."""
    set_up()
    # Deferred: needs the rooms.
    from tessera.interop.deposits.actions import queue_earlier_records

    count = queue_earlier_records(again=chosen.all)
    _say(f"{count:,} records are queued. The worker tells the registry.")


def load_ror(chosen: argparse.Namespace) -> None:
    """Read a dump of ROR and propose identifiers."""
    set_up()
    # Deferred: needs the rooms.
    from tessera.interop.ror.commanding import load_dump

    load_dump(chosen.file, say=_say)


def load_geonames(chosen: argparse.Namespace) -> None:
    """Read files of GeoNames and add cities."""
    set_up()
    # Deferred: needs the rooms.
    from tessera.vocabularies.cities import load_cities

    countries = frozenset(filter(None, chosen.countries.upper().replace(" ", "").split(",")))
    tally = load_cities(
        chosen.file, chosen.names, population=chosen.population, countries=countries
    )
    _say(f"{tally.read:,} cities were read, {tally.added:,} added, {tally.completed:,} completed.")
    if tally.without_country:
        _say(f"{tally.without_country:,} lie in no country that is known here.")


def backup(chosen: argparse.Namespace) -> None:
    """Save everything to one archive."""
    set_up()
    # Deferred: needs the rooms.
    from tessera.running.backup import save

    size = save(chosen.file)
    _say(f"Saved to {chosen.file} ({size / 1_000_000:.1f} MB). Keep it safe: it holds the key.")


def restore(chosen: argparse.Namespace) -> None:
    """Bring back what was saved."""
    # Deferred: other commands need none of it.
    from tessera.running.backup import unpack_key
    from tessera.running.data_folder import check_folder, lock_folder

    folder = data_folder()
    check_folder(folder)
    locks = lock_folder(folder, ["web", "worker"])
    unpack_key(chosen.file, folder, force=chosen.force)
    set_up()
    from tessera.running.backup import bring_back  # Deferred: needs the rooms.

    bring_back(chosen.file, force=chosen.force)
    for lock in locks:
        lock.close()
    _say("Restored. The search index is built again at the next start.")


if __name__ == "__main__":
    sys.exit(main())
