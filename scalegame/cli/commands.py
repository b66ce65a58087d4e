"""All commands by name, each with its module and the first paragraph of its help; a call imports the module."""

from __future__ import annotations

from importlib import import_module

import click

#: Module below this package, first paragraph of help. ``--help`` prints the latter without an import of the former.
COMMANDS = {
    "board": ("racers.board", "Show the leaderboard of LEVEL, or the first places of all levels."),
    "check": (
        "modders.check",
        "Tell every mistake in level files, each at its place. Of a folder or a pack, all level files are checked.",
    ),
    "daily": ("racers.daily", "Open today's level: the same level and seed for everyone."),
    "doctor": ("players.doctor", "Show where things live and what is wrong."),
    "handbook": ("players.handbook", "Print a CARD of the handbook; without one, list them all."),
    "levels": ("players.levels", "List all levels, yours too, with your stars and bests."),
    "migrate": (
        "modders.migrate",
        "Rewrite level files of older formats in the newest one; the order of fields and comments stay.",
    ),
    "new": ("modders.new", "Write a first level to FILE: small, whole, and ready to be played, checked and changed."),
    "play": ("players.play", "Open LEVEL: an id or number from `scalegame levels`, or a JSON file."),
    "prove": (
        "modders.prove",
        "Prove over many seeds that each LEVEL teaches what it says; without one, the whole campaign.",
    ),
    "replay": ("racers.replay", "Watch RUN, a run file or a run code."),
    "run": ("players.run", "Play LEVEL without a screen and print how it ended."),
    "schema": ("modders.schema", "Print the JSON Schema of level files, for editors."),
    "share": ("racers.share", "Turn FILE, a run or a level, into one line of text."),
    "solve": (
        "modders.solve",
        "Search LEVEL for the plans with the least time, cost and commands, and for ways around its lesson.",
    ),
    "splits": ("racers.splits", "Export your attempts at LEVEL, with personal best and gold splits."),
    "verify": ("racers.verify", "Play runs again and say of each whether it is true."),
}


class LazyGroup(click.Group):
    """A group of ``COMMANDS``. It lists stand-ins, which have only a name and help, and imports a command to run it.

    The module of a command has it under the name ``command``.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.commands = {name: click.Command(name, help=text) for name, (_, text) in COMMANDS.items()}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own
        """Import the command; return None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = import_module(f"scalegame.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the stand-ins as click lists commands."""
        click.Group(commands=self.commands).format_commands(ctx, formatter)
