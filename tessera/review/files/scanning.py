"""Asking clamd whether a file is malware. Set, but without an answer, nothing is taken.

The protocol is INSTREAM of clamd (https://docs.clamav.net/manual/Usage/Scanning.html#clamd).
"""

import socket
import struct
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tessera.review.files.sniffing import FileRefusedError

_TIMEOUT_SECONDS: Final = 15
_CHUNK: Final = 64 * 1024


def scan(content: bytes) -> None:
    """Pass a file by the scanner that ``TESSERA_MALWARE_SCANNER`` names; nothing without one.

    Raises:
        FileRefusedError: it is malware, or the scanner does not answer.
    """
    address = settings.MALWARE_SCANNER
    if not address:
        return
    try:
        said = _ask(address, content)
    except OSError as error:
        message = _("Files cannot be checked just now, so none is taken. Try again later.")
        raise FileRefusedError(message) from error
    if said.endswith("FOUND"):
        raise FileRefusedError(_("The scanner found malware in this file."))
    if not said.endswith("OK"):
        raise FileRefusedError(
            _("Files cannot be checked just now, so none is taken. Try again later.")
        )


def _ask(address: str, content: bytes) -> str:
    with _connect(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while len(answer) < 4096 and (part := connection.recv(4096)):
            answer += part
            if b"\0" in part:
                break
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()


def _connect(address: str) -> socket.socket:
    """``clamd://host:port``, or ``clamd:///path/of/the/socket``."""
    parts = urlsplit(address)
    if parts.hostname:
        place = (parts.hostname, parts.port or 3310)
        return socket.create_connection(place, timeout=_TIMEOUT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_TIMEOUT_SECONDS)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection
