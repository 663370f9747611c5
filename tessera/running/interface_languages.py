"""Compiling the translations of the interface: ``django.po`` to ``django.mo``.

Only the readable files are in the repository. Babel compiles them, so that nobody needs GNU
gettext to start Tessera.
"""

import logging
import os
import tempfile
from pathlib import Path

logger = logging.getLogger(__name__)
FOLDER = Path(__file__).resolve().parent.parent / "locale"


def compile_translations(folder: Path = FOLDER) -> int:
    """Compile what is newer than its compiled form; how many files were written.

    An installation whose program files are read-only was compiled when it was built.
    """
    stale = [path for path in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(path)]
    for path in stale:
        try:
            _compile(path)
        except PermissionError:
            logger.warning("translations are not compiled", extra={"path": str(path)})
    return len(stale)


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def _compile(path: Path) -> None:
    # Deferred: most starts find nothing to compile, and need none of Babel for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        catalogue = read_po(source)
    # Written aside and renamed: several processes may compile at once.
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as target:
        write_mo(target, catalogue)
    os.chmod(name, 0o644)
    Path(name).replace(path.with_suffix(".mo"))
