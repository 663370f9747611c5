"""Rules for style sheets: they work in both directions of writing and define what they use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2
from django.conf import settings

SHEETS = sorted((Path(settings.BASE_DIR) / "tessera").glob("*/static/**/*.css"))
PUBLIC = Path(settings.BASE_DIR) / "tessera" / "web" / "static" / "tessera"
PHYSICAL = re.compile(
    r"^(left|right|top|bottom|(margin|padding|border|inset|scroll-margin|scroll-padding)"
    r"-(left|right|top|bottom)(-.*)?|border-(top|bottom)-(left|right)-radius"
    r"|width|height|(min|max)-(width|height)|overflow-[xy])$"
)
#: Sideways scrolling has no logical form that browsers know.
ALLOWED = {"overflow-x", "overflow-y"}
SIDED = {"text-align", "float", "clear", "justify-content", "justify-items", "caption-side"}
FOUR_SIDED = {"margin", "padding", "inset", "border-width", "border-style", "border-color"}


def declarations(rules: list) -> Iterator[tuple[str, list]]:
    """Name and value tokens."""
    for rule in rules:
        content = getattr(rule, "content", None)
        if rule.type == "at-rule" and rule.lower_at_keyword in {
            "media",
            "supports",
            "keyframes",
        }:
            yield from declarations(tinycss2.parse_rule_list(content, True, True))
        elif rule.type == "qualified-rule":
            for item in tinycss2.parse_declaration_list(content, True, True):
                assert item.type == "declaration", item
                yield item.lower_name, item.value
        else:
            assert rule.type == "at-rule", rule


def of(path: Path) -> list[tuple[str, list]]:
    return list(declarations(tinycss2.parse_stylesheet(path.read_text("utf-8"), True, True)))


def faults(name: str, value: list) -> list[str]:
    if PHYSICAL.match(name) and name not in ALLOWED:
        return [name]
    parts = [token for token in value if token.type != "whitespace"]
    words = {token.lower_value for token in parts if token.type == "ident"}
    if name in SIDED and words & {"left", "right"}:
        return [f"{name}: {' '.join(sorted(words))}"]
    if name in FOUR_SIDED and len(parts) == 4:
        start, end = (tinycss2.serialize([parts[index]]) for index in (3, 1))
        if start != end:
            return [f"{name} with different sides"]
    return []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_style_sheet_uses_logical_properties_only(path):
    assert [fault for name, value in of(path) for fault in faults(name, value)] == []


def test_the_rule_sees_physical_properties():
    rules = tinycss2.parse_stylesheet(
        "a{margin-left:1px;padding:1px 2px 3px 4px;text-align:left}", True, True
    )
    found = [fault for name, value in declarations(rules) for fault in faults(name, value)]
    assert found == ["margin-left", "padding with different sides", "text-align: left"]


#: Given by a rule for the element itself, or taken with a fallback.
LOCAL = {"--c", "--ct", "--n", "--nt", "--g", "--b", "--gap", "--w"}


def test_every_token_that_is_used_is_defined():
    text = "\n".join(path.read_text("utf-8") for path in SHEETS)
    defined = set(re.findall(r"(--[\w-]+)\s*:", text)) | LOCAL
    used = {name for name in re.findall(r"var\((--[\w-]+)", text) if not name.startswith("--w-")}
    assert used - defined == set()  # --w-… are the back office's own


def test_dark_sheet_changes_every_colour_of_the_light_one():
    light, dark = ((PUBLIC / name).read_text("utf-8") for name in ("tessera.css", "dark.css"))
    root = light[light.index(":root {") : light.index("/* Type */")]
    colours = set(re.findall(r"(--[\w-]+):\s*#", root))
    assert colours - set(re.findall(r"(--[\w-]+):\s*#", dark)) == {"--focus"}
