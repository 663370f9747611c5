"""For whole processes beside the tests: a database file and an index in the data folder."""

from tests.settings import *  # noqa: F403


class _WithoutMigrations:
    """Tables are made from the models at once."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


MIGRATION_MODULES = _WithoutMigrations()
SEARCH_ENGINE_URL = f"tantivy:{DATA_DIR / 'index'}"  # noqa: F405
