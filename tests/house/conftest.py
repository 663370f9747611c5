"""One small clearinghouse for all tests of a file, which read it only."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tessera.search.indexing import reindex
from tests.factories.clearinghouse import Clearinghouse, clearinghouse
from tests.factories.index import own_index


@pytest.fixture(scope="module")
def _there(warm_labels: list, django_db_blocker) -> Iterator[Clearinghouse]:
    """Made in a transaction around those of the tests, and rolled back behind the last one."""
    with django_db_blocker.unblock(), own_index(), transaction.atomic():
        made = clearinghouse()
        reindex()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def there(_there: Clearinghouse, db: None) -> Clearinghouse:
    """A small clearinghouse that can be searched."""
    return _there
