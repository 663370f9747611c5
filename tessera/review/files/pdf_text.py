"""The text of a PDF, read in a process of its own with bounded memory and time.

Run as a program it reads a PDF from standard input and writes its text; a PDF made to hang or to
fill the memory takes nothing with it.
"""

import subprocess
import sys
from typing import Final

MOST_CHARACTERS: Final = 400_000
_MOST_PAGES: Final = 400
_MEMORY_BYTES: Final = 768 * 1024 * 1024
_SECONDS: Final = 30


def text_of_pdf(content: bytes) -> str:
    """The text; empty when it has none or cannot be read within its bounds."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tessera.review.files.pdf_text"],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")[:MOST_CHARACTERS] if not done.returncode else ""


def _main() -> None:
    # Deferred: only this small process needs them, and one does not exist on every system.
    import io
    import resource

    from pypdf import PdfReader

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    length = 0
    for page in reader.pages[:_MOST_PAGES]:
        text = page.extract_text().replace("\x00", "")
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
        length += len(text)
        if length > MOST_CHARACTERS:
            break


if __name__ == "__main__":
    _main()
