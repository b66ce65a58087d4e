"""``scalegame check``: every mistake of level files, for people, programs and GitHub; or a level put together."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click

from scalegame.cli.status import GOOD, NO, level_errors_in_one_line
from scalegame.content.bundled import MANIFEST
from scalegame.content.code import bytes_of_code, is_level_code, name_of_code
from scalegame.content.extends import origins, whole_level
from scalegame.content.levels import level_files
from scalegame.content.loader import Examined, complain_of_id, examine_level, read_file
from scalegame.content.packs.folders import NoFolder
from scalegame.content.packs.packs import examine_pack, is_pack
from scalegame.content.reader.diagnostics import Problem, Severity, of_file
from scalegame.content.reader.excerpt import excerpt
from scalegame.content.reader.json_reader import JsonPath
from scalegame.content.reader.phrases import quoted
from scalegame.content.reader.writer import in_line, written
from scalegame.sanitize import harmless

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_GUTTER = 6
#: Characters of a value that ``--blame`` prints.
_LONGEST_VALUE = 60
#: The narrowest terminal that is written for; and how wide a line is where no terminal says so.
_NARROWEST, _WIDE = 80, 120


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was named, and what is to be said about it."""

    path: Path
    examined: Examined

    def count(self, severity: Severity) -> int:
        """Return how many problems there are of one kind."""
        return sum(problem.severity is severity for problem in self.examined.problems)


def _check_files(names: Sequence[str], *, output: str, strict: bool) -> bool:
    """Print what is wrong with the levels in files and folders, in the form ``output``; return whether all are good.

    With ``strict`` a warning is as bad as an error. Raises ``LevelError`` if something that was named cannot be read.
    """
    codes = {name: bytes_of_code(name) for name in names if is_level_code(name)}
    packs = [name for name in names if name not in codes and is_pack(Path(name)) and Path(name).exists()]
    # All are read before the first is checked: whoever named a file that is not there has made another mistake.
    files = [(path, read_file(path)) for path in named_files([name for name in names if name not in {*codes, *packs}])]
    checked = list(_checked(files))
    checked += [_checked_code(name, data) for name, data in codes.items()]
    checked += [Checked(one.path, one.examined) for name in packs for one in examine_pack(Path(name))]
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    good = not any(one.count(severity) for one in checked for severity in bad)
    _OUTPUTS[output](checked, good)
    return good


def named_files(names: Sequence[str]) -> Iterator[Path]:
    """Yield the files of the command line once each, in its order: of a folder the level files in it."""
    seen: set[Path] = set()
    for name in names:
        path = Path(name)
        inside = level_files(path) if path.is_dir() else [path]
        if not inside:
            raise of_file(name, "holds no level files: none of its files ends in .json")
        yield from (file for file in inside if file not in seen)
        seen.update(inside)


def _checked(files: Sequence[tuple[Path, bytes]]) -> Iterator[Checked]:
    """Check each file; of two levels in a folder that have the same id the game would show only the first."""
    seen: dict[tuple[Path, str], Path] = {}
    for path, data in files:
        examined = examine_level(data, path)
        level = examined.level
        first = seen.setdefault((path.parent, level.id), path) if level is not None else path
        if level is not None and first != path:
            message = f"{quoted(level.id)} is the id of {harmless(first.name)} already; each level needs its own"
            examined = complain_of_id(data, path, message)
        yield Checked(path, examined)


def _checked_code(code: str, data: bytes) -> Checked:
    path = Path(name_of_code(code))
    return Checked(path, examine_level(data, path, NoFolder(path)))


def _print_text(checked: Sequence[Checked], _: bool) -> None:  # noqa: FBT001 - all outputs are called alike
    for one in checked:
        for place, problems in groupby(one.examined.problems, key=lambda problem: (problem.line, problem.column)):
            together = list(problems)
            for problem in together:
                _print_problem(problem)
            if any(place):
                _print_source(together[0])
    click.echo(_summary(checked))


def _print_problem(problem: Problem) -> None:
    kind = click.style(problem.severity.value, fg=_COLOURS[problem.severity], bold=True)
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    click.echo(f"{problem.file}{place}: {kind}: {problem.message}")


def _print_source(problem: Problem) -> None:
    """Print the line with a caret under the place: cells before it, for wide characters take two."""
    source, before = excerpt(problem, _width() - _GUTTER - len(" | "))
    click.echo(f"{problem.line:>{_GUTTER}} | {source}")
    click.echo(f"{'':>{_GUTTER}} | {' ' * before}{click.style('^', fg=_COLOURS[problem.severity], bold=True)}")


def _width() -> int:
    """Return how wide a line may be: one that wraps would tear the caret from its place."""
    return max(_NARROWEST, shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDE)


def _summary(checked: Sequence[Checked]) -> str:
    errors, warnings = (sum(one.count(severity) for one in checked) for severity in Severity)
    files = _count(sum(one.path.name != MANIFEST for one in checked), "level")
    told = [_count(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number]
    if not told:
        return f"{files} checked: no mistakes"
    return f"{files} checked: {' and '.join(told)}" + ("" if errors else "; all can be played")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _print_json(checked: Sequence[Checked], good: bool) -> None:  # noqa: FBT001 - all outputs are called alike
    files = [
        {
            "file": str(one.path),
            "level": one.examined.level.id if one.examined.level is not None else None,
            "errors": one.count(Severity.ERROR),
            "warnings": one.count(Severity.WARNING),
        }
        for one in checked
    ]
    problems = [_plain(problem) for one in checked for problem in one.examined.problems]
    click.echo(json.dumps({"good": good, "files": files, "problems": problems}))


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity.value,
        "message": problem.message,
        "source": problem.source,
        "caret": problem.caret,
    }


def _print_github(checked: Sequence[Checked], _: bool) -> None:  # noqa: FBT001 - all outputs are called alike
    for problem in (problem for one in checked for problem in one.examined.problems):
        place = f",line={problem.line},col={problem.column}" if problem.line else ""
        file = _escaped(problem.file, {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
        message = _escaped(problem.message, {"%": "%25", "\r": "%0D", "\n": "%0A"})
        click.echo(f"::{problem.severity.value} file={file}{place}::{message}")


def _escaped(text: str, escapes: dict[str, str]) -> str:
    """Return ``text`` as GitHub's workflow commands want it: property values escape more than messages."""
    return "".join(escapes.get(character, character) for character in text)


_OUTPUTS: dict[str, Callable[[Sequence[Checked], bool], None]] = {
    "text": _print_text,
    "json": _print_json,
    "github": _print_github,
}


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "output", flag_value="json", help="Print one JSON object.")
@click.option("--format", "output", type=click.Choice(_OUTPUTS), help="github: annotations for CI.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--resolved", is_flag=True, help="Check nothing: print a level with all that it extends.")
@click.option("--blame", is_flag=True, help="Like --resolved, but print where each value was written.")
@click.pass_context
@level_errors_in_one_line()
def command(
    context: click.Context, files: tuple[str, ...], *, output: str | None, strict: bool, resolved: bool, blame: bool
) -> None:
    """Tell every mistake in level files, each at its place. Of a folder or a pack, all level files are checked.

    Errors keep a level from being played, and the exit status is 1. Warnings tell what it lacks or cannot mean.
    """
    if (resolved or blame) and (len(files) > 1 or output or strict):
        raise click.ClickException("--resolved and --blame take one level and nothing else")
    if resolved or blame:
        _print_resolved(files[0], blame=blame)
        context.exit(GOOD)
    good = _check_files(files, output=output or "text", strict=strict)
    context.exit(GOOD if good else NO)


def _print_resolved(name: str, *, blame: bool) -> None:
    """Print the level in the file ``name`` as the game reads it, or every value of it with its place.

    Raises ``LevelError`` if it cannot be put together; whether it is right is not looked at.
    """
    path = Path(name)
    whole = whole_level(read_file(path), path)
    if not blame:
        click.echo(written(whole.value), nl=False)
        return
    for steps, value, spot in origins(whole):
        shown = harmless(in_line(value))
        shown = shown if len(shown) <= _LONGEST_VALUE else shown[: _LONGEST_VALUE - 1] + "…"
        click.echo(f"{spot.file}:{spot.line}:{spot.column}: {harmless(_steps_told(steps))} = {shown}")


def _steps_told(steps: JsonPath) -> str:
    return ".".join(str(step) for step in steps) or "the level"
