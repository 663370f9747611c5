"""What other rooms learn about the index: where it stands, and how far it is behind."""

from tessera.changes.actions import latest_sequence
from tessera.search.meaning import service as meaning
from tessera.search.service import engine
from tessera.web.probes import Finding

#: Behind by more than this, the site still works but its search is old: somebody should look.
_MOST_BEHIND = 1000


def index_generation() -> int:
    """The sequence that the index follows: kept pages are made again when it moves."""
    return engine().sequence()


def check_index() -> Finding:
    """Whether there is an index, and how many changes it has not followed yet."""
    if fault := engine().fault():
        return Finding(False, {"fault": fault})
    sequence, latest = engine().sequence(), latest_sequence()
    behind = max(0, latest - sequence)
    return Finding(
        sequence > 0 or latest == 0,
        {"sequence": sequence, "behind": behind, "is_current": behind <= _MOST_BEHIND},
    )


def check_meaning() -> Finding:
    """Whether texts are read for their meaning, if they should be; search works without."""
    if not meaning.is_wanted():
        return Finding(True, {"embedder": "none"}, is_needed=False)
    if fault := meaning.fault():
        return Finding(False, {"fault": fault}, is_needed=False)
    vectors = meaning.store()
    if vectors is None:
        return Finding(True, {"is_loaded": False}, is_needed=False)
    state = vectors.state()
    return Finding(
        True, {"passages": state.count, "is_complete": state.is_complete}, is_needed=False
    )
