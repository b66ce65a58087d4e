"""Run codes: a run as one line of text, to be pasted where a file cannot go. ``verify`` and ``replay`` take it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from scalegame.packing import packed, unpacked
from scalegame.runs.run import Run
from scalegame.runs.run_file import FIELDS, FORMAT, RunError, content_of, plain_of, plain_run, read, run_of, sealed
from scalegame.sanitize import harmless

#: The beginning of every code: its kind and the format of its content.
_KIND = "sgr"
PREFIX = f"{_KIND}{FORMAT}."
#: The field that a code leaves out: long, and not needed, since the claims hold the last digest.
_LEFT_OUT = "checkpoints"
_ECHO = 12
#: Nobody's code holds more; bytes.
MAX_UNPACKED = 2 * 1024 * 1024
_BEGIN = re.compile(rf"\s*{_KIND}\d+\.")
_BEGINS_LINE = re.compile(rb"^[ \t]*sgr\d+\.", re.MULTILINE)


def code_of(run: Run) -> str:
    """Return ``run`` as one line: all of it but the checkpoints."""
    fields = [value for name, value in plain_run(run).items() if name != _LEFT_OUT]
    text = json.dumps(fields, separators=(",", ":"))
    return PREFIX + packed(text.encode())


def is_code(text: str) -> bool:
    """Return whether ``text`` means to be a run code and not the name of a file."""
    return _BEGIN.match(text) is not None


def run_of_code(code: str) -> Run:
    """Return the run that ``code`` holds; line ends and spaces in it do not matter. Raises ``RunError``."""
    code = "".join(code.split())
    name = f"the run code {harmless(code[:_ECHO])}…"
    number, _, body = code.removeprefix(_KIND).partition(".")
    if number != str(FORMAT):
        raise RunError(name, f"it is of format {harmless(number[:_ECHO])}; this version of the game reads {FORMAT}")
    try:
        data = unpacked(body, MAX_UNPACKED)
    except ValueError as error:
        raise RunError(name, f"it {error}") from None
    fields, names = plain_of(data, name), [name for name in FIELDS if name != _LEFT_OUT]
    if not isinstance(fields, list) or len(fields) != len(names):
        raise RunError(name, "it holds no run")
    return run_of(sealed(dict(zip(names, fields, strict=True)) | {_LEFT_OUT: []}), name)


def run_in(data: bytes, name: str) -> Run:
    """Return the run in ``data``: that of a run file, or of a code, whatever lines stand before it.

    ``name`` says in messages where it came from. Raises ``RunError``.
    """
    code = _BEGINS_LINE.search(data)
    if data.lstrip()[:1] == b"{" or code is None:
        return read(data, name)
    return run_of_code(data[code.start() :].decode("utf-8", "replace"))


def run_from(text: str) -> Run:
    """Return the run that ``text`` is the code of, or that is in the file of that name; raises ``RunError``."""
    if is_code(text):
        return run_of_code(text)
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # a home of nobody
        path = Path(text)
    return run_in(content_of(path), str(path))
