"""The level that ``scalegame new`` writes: small, whole, and proven, so that its author begins with what works."""

from __future__ import annotations

import json
import re
from string import Template

from scalegame.content.schema.limits import MAX_LABEL, MAX_TITLE

#: The name of the schema file that a level expects beside it.
SCHEMA_FILE = "level.schema.json"
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_UNNAMED = "my-level"

_LEVEL = Template("""{
  "$$schema": "./level.schema.json",
  "//": "A field that begins with // is a comment. Your editor explains all others: it reads the schema file.",
  "format": 1,
  "id": $id,
  "title": $title,
  "teaser": "zeus knows half of your people. Noon will be hard on him.",
  "briefing": ["Each server remembers its own people. At 1:00 zeus crashes, and everyone he knew is a stranger."],
  "seed": 1,
  "budget": 100,
  "start": {"servers": [{"names": ["zeus", "apollo"]}], "balancer": {"policy": "sticky_cookie"}},
  "allowed": ["redis", "connect", "add_server"],
  "sources": [{"name": "homes", "addresses": 400, "requests": [8, 16], "think": 4, "does": {"browse": 7, "cart": 3}}],
  "waves": [
    {"title": "Morning", "ticks": 40, "arrivals": [[0, 0.5], [15, 0.5], [40, 6]]},
    {"title": "Noon", "ticks": 40, "arrivals": [[0, 6], [40, 3]], "incidents": [{"at": 20, "crash": "zeus"}]}
  ],
  "goals": {"session_loss": {"pass": "10%", "gold": "4%"}, "cost": {"pass": 100, "gold": 95}},
  "teaches": ["redis"],
  "hints": [
    "Select zeus and press w: where are his sessions?",
    "More servers forget just as well. Sessions need a place outside of every server.",
    "Press s and buy Redis at once. When it is ready, press c and connect all servers, before the crowd comes."
  ],
  "debrief": {"idea": "State that only one server knows ends with it.", "interview": "Where do you keep sessions?"},
  "quiz": [{"ask": "zeus crashes, and sessions are in Redis. Who is logged out?", "choices": ["Nobody", "Half", "All"],
            "answer": 0, "why": "apollo finds every session in Redis."}],
  "plans": {
    "// reference": "The answer: it gets every star, and without what the level teaches it loses.",
    "reference": [{"at": 0, "do": "add_redis"}, {"at": 10, "do": "connect", "server": "all", "to": "redis"}],
    "// tempting": "What a beginner tries: it must not get gold.",
    "tempting": [{"at": 20, "do": "add_server"}]
  }
}
""")


def scaffold(name: str) -> str:
    """Return the text of a first level; ``name``, that of its file, becomes its id and its title."""
    level = id_of(name)
    title = level.replace("-", " ").capitalize()[:MAX_TITLE]
    return _LEVEL.substitute(id=json.dumps(level), title=json.dumps(title))


def id_of(name: str) -> str:
    """Return the id of a level for a file called ``name``."""
    return _NOT_IN_IDS.sub("-", name.lower())[:MAX_LABEL].strip("-") or _UNNAMED
