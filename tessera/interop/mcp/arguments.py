"""Reading what an assistant gives to a tool."""

from collections.abc import Mapping
from typing import Any


class ToolError(Exception):
    """What was wrong with the arguments, told to the assistant."""


def text_of(arguments: Mapping[str, Any], name: str, default: str = "") -> str:
    """A text of bounded length.

    Raises:
        ToolError: it is none.
    """
    value = arguments.get(name, default)
    if not isinstance(value, str) or "\x00" in value or len(value) > 200:
        message = f"“{name}” must be a text of at most 200 characters."
        raise ToolError(message)
    return value


def codes_of(arguments: Mapping[str, Any], name: str) -> list[str]:
    """A list of codes.

    Raises:
        ToolError: it is none, or too long.
    """
    values = arguments.get(name, [])
    if not isinstance(values, list) or len(values) > 20:
        message = f"“{name}” must be a list of at most 20 codes."
        raise ToolError(message)
    return [text_of({name: each}, name) for each in values]


def page_of_arguments(arguments: Mapping[str, Any]) -> int:
    """The number of a page, the first when none is given.

    Raises:
        ToolError: it is no number in its bounds.
    """
    page = arguments.get("page", 1)
    if not isinstance(page, int) or isinstance(page, bool) or not 1 <= page <= 500:
        message = "“page” must be a number from 1 to 500."
        raise ToolError(message)
    return page
