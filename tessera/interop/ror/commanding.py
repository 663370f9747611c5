"""Reading a dump from the command line."""

from collections.abc import Callable
from pathlib import Path

from tessera.interop.ror.dump import entries
from tessera.interop.ror.matching import propose


def load_dump(path: Path, *, say: Callable[[str], None]) -> None:
    """Read a dump and say what came of it.

    Raises:
        DumpError: the file is none.
    """
    tally = propose(entries(path))
    say(f"{tally.read:,} entries of ROR were read.")
    say(f"{tally.proposed:,} new proposals for the {tally.without:,} organizations without ROR ID.")
    for ror in tally.outdated:
        say(f"- {ror} is in use here, but no longer active in ROR.")
