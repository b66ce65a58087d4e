"""The document of all fields: as the loader has them, and all of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from scalegame.content.schema.json_schema import level_schema
from scalegame.content.schema.reference import level_reference

TEXT = level_reference()
SCHEMA = json.loads(level_schema())
OBJECTS = {"Level": SCHEMA, **{kind["title"]: kind for kind in SCHEMA["$defs"].values() if kind["type"] == "object"}}


def needed(title: str) -> list[str]:
    """Return what an object must have besides, unless the level extends another one."""
    then = SCHEMA["then"]
    inside = {"Start": then["properties"]["start"]["required"], "Debrief": then["properties"]["debrief"]["required"]}
    return list(then["required"] if title == "Level" else inside.get(title, []))


def sections() -> dict[str, str]:
    """Return the text below each heading."""
    parts = re.split(r"^## (.*)$", TEXT, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_document_is_the_one_of_the_loader() -> None:
    """If this fails: ``make fields``."""
    document = Path(__file__).resolve().parents[2] / "docs" / "level-fields.md"
    assert document.read_text(encoding="utf-8") == TEXT


def test_every_object_has_its_section_with_a_row_for_each_field() -> None:
    found = sections()
    assert set(found) == set(OBJECTS)
    for title, kind in OBJECTS.items():
        rows = re.findall(r"^\| \*{0,2}`([^`]+)`", found[title], re.MULTILINE)
        assert rows == list(kind.get("properties", {})), title
        required = re.findall(r"^\| \*\*`([^`]+)`\*\*", found[title], re.MULTILINE)
        assert set(required) == {*kind.get("required", []), *needed(title)}, title


def test_every_row_says_what_can_stand_there_and_what_it_means() -> None:
    for line in TEXT.splitlines():
        if line.startswith(("| `", "| **`")):
            _, _, value, _, meaning, _ = re.split(r"(?<!\\)\|", line)
            assert value.strip(), line
            assert meaning.strip(), line


def test_links_lead_to_sections() -> None:
    anchors = {title.lower() for title in sections()}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors


def test_bounds_and_defaults_are_told() -> None:
    assert "| `budget` | number from 0 to 1,000,000 | `0` | Dollars a player can spend on orders. |" in TEXT
    assert '| `policy` | `"round_robin"`, `"random"`' in TEXT
    assert '| **`capacity`** | percentage, such as `"2.5%"` |' in TEXT
