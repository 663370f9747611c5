"""What a new session begins with, by its format."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """Seats as (role, stakeholder group or empty), parts as (kind, minutes); ``days`` of what is
    discussed in writing, which has no parts.
    """

    seats: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, int], ...]
    days: int = 0

    @property
    def minutes(self) -> int:
        """How long the parts take together."""
        return sum(minutes for _kind, minutes in self.parts)


_USUAL = (("OPN", 5), ("REM", 40), ("QNA", 20), ("OPE", 20), ("WRP", 5))
_ROUND = (("MOD", ""), ("PAN", "OFF"), ("PAN", "MLO"), ("PAN", "NGO"), ("PAN", "EMP"))

#: The first is the default: the panel that the collection's first session was.
TEMPLATES: dict[str, Template] = {
    "PAN": Template(
        (("MOD", ""), ("PAN", "MAY"), ("PAN", "MAY"), ("PAN", "MED"), ("PAN", "ACA"),
         ("PAN", "NGO")),
        _USUAL,
    ),
    "RTB": Template(_ROUND, (("OPN", 10), ("OPE", 70), ("WRP", 10))),
    "HEA": Template(
        (("CHR", ""), ("PAN", "CIT"), ("PAN", "MLO"), ("PAN", "NAT")),
        (("OPN", 10), ("REM", 45), ("QNA", 45), ("WRP", 20)),
    ),
    "WEB": Template((("MOD", ""), ("KEY", "ACA"), ("TEC", "")),
                    (("OPN", 5), ("REM", 30), ("QNA", 20), ("WRP", 5))),
    "CLI": Template((("MOD", ""), ("PAN", "OFF"), ("DIS", "ACA")),
                    (("OPN", 5), ("REM", 25), ("BRK", 40), ("WRP", 20))),
    "WRI": Template((("CHR", ""), ("RAP", "")), (("OPN", 10), ("BRK", 90), ("WRP", 20))),
    "DIA": Template(_ROUND, (("OPN", 10), ("BRK", 60), ("OPE", 35), ("POL", 5), ("WRP", 10))),
    "ASY": Template((("MOD", ""), ("MOD", ""), ("RAP", "")), (), days=14),
}  # fmt: skip
