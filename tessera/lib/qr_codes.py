"""QR codes (ISO/IEC 18004) of addresses, as drawings."""

from itertools import groupby
from typing import Final

#: Light modules that a reader needs around a code.
_QUIET: Final = 4


def qr_code(address: str) -> str:
    """The code of an address as SVG, black on white, with the margin that readers need."""
    # Deferred: only who prints needs it.
    import qrcode

    code = qrcode.QRCode(border=_QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(address)
    rows: list[list[bool]] = code.get_matrix()
    drawn = "".join(_runs(number, row) for number, row in enumerate(rows))
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{drawn}"/></svg>'
    )


def _runs(number: int, row: list[bool]) -> str:
    """The dark modules of a row, each run of them as one rectangle."""
    parts = []
    start = 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            parts.append(f"M{start} {number}h{length}v1h-{length}z")
        start += length
    return "".join(parts)
