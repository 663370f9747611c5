"""Mails as files in a folder: what an installation without a mail server has."""

import os
import tempfile
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """Writes each mail to ``settings.EMAIL_FILE_PATH``, whole or not at all.

    A mail's file is named by its Message-ID: the same mail given twice is one file.
    """

    takes_twice = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the files; how many."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        raw = message.message()
        mark = blake2b(str(raw["Message-ID"]).encode(), digest_size=8).hexdigest()
        known = next(self.folder.glob(f"*-{mark}.eml"), None)
        path = known or self.folder / f"{timezone.now():%Y%m%d-%H%M%S}-{mark}.eml"
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(raw.as_bytes())
        Path(name).replace(path)
