"""Cells that are safe in spreadsheets."""

#: A spreadsheet takes a cell that begins so for a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(value: object) -> str:
    """A cell that no spreadsheet will run."""
    text = str(value if value is not None else "")
    return f"'{text}" if text.startswith(_FORMULA) else text
