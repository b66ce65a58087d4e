"""Run codes: a run as one line of text, to be pasted where a file cannot go. ``verify`` and ``replay`` take it."""

from __future__ import annotations

import json
from pathlib import Path

from scalegame.inert import harmless
from scalegame.packing import packed, unpacked
from scalegame.runs.run import Run
from scalegame.runs.runfile import FIELDS, FORMAT, MAX_BYTES, RunError, load, plain_run, run_of, sealed

#: What every code begins with: what it is, and the format of what is inside.
_KIND = "sgr"
PREFIX = f"{_KIND}{FORMAT}."
#: What is left out: long, and of no need, because the claims hold the last digest.
_LEFT_OUT = "checkpoints"
_ECHO = 12


def code_of(run: Run) -> str:
    """Return ``run`` as one line: all of it but the checkpoints."""
    fields = [value for name, value in plain_run(run).items() if name != _LEFT_OUT]
    text = json.dumps(fields, separators=(",", ":"))
    return PREFIX + packed(text.encode())


def is_code(text: str) -> bool:
    """Say whether ``text`` means to be a run code and not the name of a file."""
    return text.startswith(_KIND) and text[len(_KIND) :].partition(".")[0].isdigit()


def run_of_code(code: str) -> Run:
    """Return the run that ``code`` holds; raises ``RunError``."""
    name = f"the run code {harmless(code[:_ECHO])}…"
    number, _, body = code.removeprefix(_KIND).partition(".")
    if number != str(FORMAT):
        raise RunError(name, f"it is of format {harmless(number[:_ECHO])}; this version of the game reads {FORMAT}")
    try:
        fields = json.loads(unpacked(body, MAX_BYTES))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        fields = None
    except ValueError as error:
        raise RunError(name, f"it {error}") from None
    names = [name for name in FIELDS if name != _LEFT_OUT]
    if not isinstance(fields, list) or len(fields) != len(names):
        raise RunError(name, "it holds no run")
    return run_of(sealed(dict(zip(names, fields, strict=True)) | {_LEFT_OUT: []}), name)


def run_from(text: str) -> Run:
    """Return the run that ``text`` is the code of, or that the file of that name holds; raises ``RunError``."""
    if is_code(text):
        return run_of_code(text)
    try:
        return load(Path(text).expanduser())
    except RuntimeError:  # a home of nobody
        return load(Path(text))
