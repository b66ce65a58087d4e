"""The documents' promises: their links lead somewhere, their commands exist, their examples work."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from scalegame.cli import cli
from scalegame.content.levels import load_level, load_plan
from scalegame.engine import play

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHELL = [line.partition("#")[0] for language, block in BLOCKS if language == "sh" for line in block.splitlines()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files_that_exist(path: Path) -> None:
    """A reader who follows a link within the project arrives."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


#: Where a path in backticks may begin: at the root, or in the package.
BEGINNINGS = (ROOT, ROOT / "scalegame")
NAMES_OF_MODULES = {path.name for room in ("scalegame", "tests") for path in (ROOT / room).rglob("*.py")}
#: The documents that lead through the code; a folder of one step, such as ``tick/``, is one of the project only here.
GUIDES = {ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md"}


def missing_paths(text: str, *, guide: bool) -> list[str]:
    """Return the modules and folders of the project that ``text`` names in backticks and that do not exist.

    A name with a slash that ends in ``.py`` is a module, one that ends in a slash a folder, one that begins with
    ``scalegame.`` a dotted module. A path begins at the root, in the package, or in a folder named before in its line.
    Elsewhere than in a guide a folder counts if its path has two steps or more (``runs/`` is a folder of the player's
    own there), and a bare ``name.py`` is anybody's; in a guide some module of the project has that name.
    """
    gone: list[str] = []
    for line in text.splitlines():
        beginnings = list(BEGINNINGS)
        for name in re.findall(r"`([\w./-]+)`", line):
            if re.fullmatch(r"scalegame(\.\w+)+", name):
                found = is_known(name)
            elif re.fullmatch(r"[\w.-]+(/[\w.-]+)*/|[\w.-]+(/[\w-]+)+\.py", name):
                places = [beginning / name for beginning in beginnings if (beginning / name).exists()]
                beginnings += [place for place in places if place.is_dir()]
                found = bool(places) or not (guide or "/" in name.rstrip("/"))
            else:
                found = not guide or re.fullmatch(r"\w+\.py", name) is None or name in NAMES_OF_MODULES
            if not found:
                gone.append(name)
    return gone


def is_known(name: str) -> bool:
    """Whether a dotted name is a module or a package of the project, or a name that stands in one."""
    place = ROOT.joinpath(*name.split("."))
    if place.is_dir() or place.with_suffix(".py").is_file():
        return True
    holders = (place.parent.with_suffix(".py"), place.parent / "__init__.py")
    return any(re.search(rf"\b{place.name}\b", file.read_text("utf-8")) for file in holders if file.is_file())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_folders_that_a_document_names_exist(path: Path) -> None:
    """A reader who looks for a module where a document says it stands finds it there."""
    assert missing_paths(path.read_text(encoding="utf-8"), guide=path in GUIDES) == []


def test_the_search_for_missing_modules_finds_them() -> None:
    """A moved module, a folder that is gone and a dotted name are found; what exists and a player's folder are not."""
    guided = "`gone.py` `draws.py` and `engine/`: `state/`, `state/world.py`\n`state/`"
    assert missing_paths(guided, guide=True) == ["gone.py", "state/"]
    assert missing_paths(guided, guide=False) == []
    text = (
        "`engine/gone.py` `ui/` `ui/widgets/` `scalegame.ui.app` `run/` "
        "`engine/game.py` `scalegame/engine/` `scalegame.engine.play`"
    )
    assert missing_paths(text, guide=True) == ["engine/gone.py", "ui/", "ui/widgets/", "scalegame.ui.app", "run/"]
    assert missing_paths(text, guide=False) == ["engine/gone.py", "ui/widgets/", "scalegame.ui.app"]


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("make ")])
def test_make_knows_the_targets_of_the_readme(line: str) -> None:
    """Each ``make`` line names a target."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(line.split()[1:]) <= set(targets)


def examples() -> tuple[str, str]:
    """Return the plan and the level that the README shows."""
    plan, level = (block for language, block in BLOCKS if language == "json")
    return plan, level


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("scalegame ")])
def test_the_commands_of_the_readme_work(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ``scalegame`` line runs as it stands, beside the plan that the README shows."""
    monkeypatch.chdir(tmp_path)
    Path("my-plan.json").write_text(examples()[0], encoding="utf-8")
    result = CliRunner().invoke(cli, shlex.split(line)[1:], standalone_mode=False)
    assert result.exception is None, result.output
    assert result.output


def test_the_level_in_the_readme_can_be_lost_and_won(tmp_path: Path) -> None:
    """The example is a whole level: who does nothing loses it, who does what the game teaches wins it."""
    plan_file, level_file = tmp_path / "plan.json", tmp_path / "corner-shop.json"
    for file, text in zip((plan_file, level_file), examples(), strict=True):
        file.write_text(json.dumps(json.loads(text)), encoding="utf-8")
    level = load_level(level_file)
    assert not play(level.scenario, level.seed).won
    assert play(level.scenario, level.seed, load_plan(plan_file, level)).won


def test_the_bot_in_the_docs_wins_with_all_stars(capsys: pytest.CaptureFixture[str]) -> None:
    """The example is run as it stands."""
    text = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
    (bot,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len([line for line in bot.splitlines() if line.strip()]) <= 20
    exec(compile(bot, "docs/bots.md", "exec"), {})  # noqa: S102 - it is our own
    assert capsys.readouterr().out.startswith("★★★ ")
