"""What a notice says to somebody who may see it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """A title with its language, where it leads, and in words what is new."""

    title: str
    url: str
    language: str
    words: str
