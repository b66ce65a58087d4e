"""What the documents promise: their links lead somewhere, their commands exist, their examples work."""

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
    """Whoever follows a link within the project arrives."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


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
