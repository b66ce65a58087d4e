"""The group of commands: it lists them without an import, and lists exactly what they are."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from scalegame.cli import cli
from scalegame.cli.commands import COMMANDS


def loaded(*arguments: str) -> list[str]:
    """Return the modules of the game and the heavy ones of others that a command line leaves loaded."""
    script = (
        "import sys; from scalegame.cli import main\n"
        f"sys.argv = ['scalegame', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('', *(name for name in sys.modules if name.split('.')[0] in "
        "('scalegame', 'numpy', 'pydantic', 'textual', 'rich', 'sqlite3')))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8")
    return run.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("argument", ["--help", "--version", "nonsense"])
def test_listing_commands_imports_none_of_them(argument: str) -> None:
    found = loaded(argument)
    assert all(name.startswith("scalegame") for name in found)
    assert {name.split(".")[1] for name in found if "." in name} == {"cli", "clock", "home"}
    groups = {module.split(".")[0] for module, _ in COMMANDS.values()}
    assert not [name for name in found if name.startswith("scalegame.cli.") and name.split(".")[2] in groups]


def test_a_command_imports_no_other_command() -> None:
    commands = {f"scalegame.cli.{module}" for module, _ in COMMANDS.values()}
    assert commands & set(loaded("schema")) == {"scalegame.cli.modders.schema"}


@pytest.mark.parametrize("width", [40, 80, 140])
def test_the_list_is_what_the_commands_say_of_themselves(width: int) -> None:
    """A group that has all commands at hand prints the same help."""
    context = click.Context(cli, info_name="scalegame", terminal_width=width)
    whole = click.Group(help=cli.help, params=cli.params, commands={})
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        whole.add_command(command, name)
        assert command.name == name
    theirs, ours = click.HelpFormatter(width=width), click.HelpFormatter(width=width)
    whole.format_commands(context, theirs)
    cli.format_commands(context, ours)
    assert ours.getvalue() == theirs.getvalue() != ""


@pytest.mark.parametrize("name", COMMANDS)
def test_the_first_paragraph_of_help_is_listed(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help is not None
    assert " ".join(command.help.split("\n\n")[0].split()) == COMMANDS[name][1]


def test_there_is_no_other_command() -> None:
    assert cli.get_command(click.Context(cli), "nonsense") is None
