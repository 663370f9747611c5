"""The product's settings with the few lines that tests need otherwise."""

import os
import tempfile
from pathlib import Path

scratch = tempfile.mkdtemp(prefix="tessera-tests-")
os.environ.setdefault("TESSERA_DATA_DIR", scratch)
os.environ.setdefault("TESSERA_SECRET_KEY", "only-for-tests-" + "x" * 40)

from tessera.settings import *  # noqa: E402, F403 - the data folder must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_SERVER_BACKEND = EMAIL_BACKEND
# Pages kept from one test would be shown in the next; tests/web/test_page_cache.py puts it back.
MIDDLEWARE = [name for name in MIDDLEWARE if "page_cache" not in name]  # noqa: F405
SEARCH_ENGINE_URL = "memory:"
CROSSREF_URL = DATACITE_URL = OPEN_LIBRARY_URL = ""  # As above; tests have their own.
CHECK_LINKS = False  # No test asks the internet.
EMBEDDER = "none"  # Tests of meaning choose one.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(scratch) / "media"
