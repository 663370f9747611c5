"""For whole sites beside the tests, which may ask one another on this machine."""

from tests.search.process_settings import *  # noqa: F403

FETCH_LOOPBACK_ALLOWED = True
