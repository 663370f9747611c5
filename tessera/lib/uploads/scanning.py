"""Files that people send in pass the scanner for malware."""

from tessera.lib import malware
from tessera.lib.uploads.sniffing import FileRefusedError


def scan(content: bytes) -> None:
    """Pass a file by the scanner, where one is set.

    Raises:
        FileRefusedError: it is malware, or the scanner does not answer.
    """
    try:
        malware.scan(content)
    except malware.UnsafeFileError as error:
        raise FileRefusedError(str(error)) from error
