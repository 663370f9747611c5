"""What a file is, told by its content. The name counts only when the two agree."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from tessera.lib.enumerations import listed
from tessera.lib.errors import TesseraError

MOST_BYTES: Final = 10 * 1024 * 1024
_MOST_ENTRIES: Final = 3000
_MOST_UNPACKED: Final = 150 * 1024 * 1024
#: Honest office files pack their largest parts some ten to thirty times.
_MOST_RATIO: Final = 120
_WORTH_RATIO: Final = 1024 * 1024
_PLAIN: Final = {".csv": "text/csv", ".txt": "text/plain"}
_IMAGES: Final = {
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".webp": ("image/webp", b"RIFF"),
}
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ZIPS: Final = {
    ".docx": (_OOXML + "wordprocessingml.document", "word/document.xml"),
    ".xlsx": (_OOXML + "spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": (_OOXML + "presentationml.presentation", "ppt/presentation.xml"),
    ".odt": ("application/vnd.oasis.opendocument.text", "content.xml"),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", "content.xml"),
}
#: Endings that are taken, as shown to people.
TAKEN: Final = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "csv", "txt", "png", "jpg", "webp")
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_UNSAFE = re.compile(r"[^\w.\-() ]+")
_MARKUP = re.compile(rb"<\s*(?:script|html|svg|!doctype|\?php)", re.I)


class FileRefusedError(TesseraError):
    """The file is not taken; the message says why."""


@dataclass(frozen=True)
class Sniffed:
    """What a file is: its type, and the ending it is kept under."""

    content_type: str
    ending: str

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.content_type.startswith("image/")


def safe_name(name: str, ending: str) -> str:
    """A file's own name without folders and signs that a system may take amiss."""
    shown = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2])[-120:]
    return (shown.rpartition(".")[0] or "file") + ending


def sniff(name: str, content: bytes) -> Sniffed:
    """Tell what a file is.

    Raises:
        FileRefusedError: its kind is not taken, or it is not what its name says.
    """
    if not content:
        raise FileRefusedError(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise FileRefusedError(_("The file is larger than 10 MB."))
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if ending == ".pdf":
        _check_pdf(content)
        return Sniffed("application/pdf", ending)
    if ending in _IMAGES:
        kind, magic = _IMAGES[ending]
        if not content.startswith(magic):
            raise _mismatch()
        return Sniffed(kind, ".jpg" if ending == ".jpeg" else ending)
    if ending in _ZIPS:
        kind, main = _ZIPS[ending]
        _check_zip(content, main)
        return Sniffed(kind, ending)
    if ending in _PLAIN:
        _check_plain(content)
        return Sniffed(_PLAIN[ending], ending)
    raise FileRefusedError(
        _("Files of this kind are not taken. Taken are: %(kinds)s.") % {"kinds": listed(TAKEN)}
    )


def _mismatch() -> FileRefusedError:
    return FileRefusedError(_("The file is not what its name says."))


def _check_pdf(content: bytes) -> None:
    """A PDF and nothing else beside it: a file with two natures is refused."""
    tail = content.rstrip(b"\r\n\x00 \t")
    if not content.startswith(b"%PDF-") or not tail.endswith(b"%%EOF"):
        raise _mismatch()
    if b"PK\x05\x06" in content or _MARKUP.search(content[:4096]):
        raise FileRefusedError(_("The file is a PDF and something else at once."))
    if _ACTIVE_PDF.search(content):
        raise FileRefusedError(
            _("The PDF holds a script or other files. Print it to a new PDF and send that.")
        )


def _check_plain(content: bytes) -> None:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("The text is not in UTF-8. Save it again with that encoding.")
        raise FileRefusedError(message) from error
    if b"\x00" in content or _MARKUP.search(content[:4096]):
        raise _mismatch()


def _check_zip(content: bytes, main: str) -> None:
    """An office file: bounded when unpacked, without macros, and nothing before it."""
    if not content.startswith(b"PK\x03\x04"):
        raise _mismatch()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _mismatch() from error
    check_entries(entries)
    if main not in names:
        raise _mismatch()
    if any("vbaproject" in each.lower() or each.startswith("Basic/") for each in names):
        raise FileRefusedError(_("The file holds macros. Save it without them and send it again."))


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would unpack to far more than it is.

    Raises:
        FileRefusedError: it would.
    """
    total = sum(entry.file_size for entry in entries)
    is_bomb = (
        len(entries) > _MOST_ENTRIES
        or total > _MOST_UNPACKED
        or any(
            entry.file_size > _WORTH_RATIO
            and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)
            for entry in entries
        )
    )
    if is_bomb:
        raise FileRefusedError(_("Unpacked, the file would be far larger than it looks."))
