"""The repository's help for those who work on it: the release, the hooks, and the forms that ask for a game."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scalegame.engine.game import RULESET
from scalegame.runs.run_code import PREFIX

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
if not GITHUB.exists():
    pytest.skip("the source archive has none of this", allow_module_level=True)

RELEASE = (GITHUB / "workflows" / "release.yml").read_text(encoding="utf-8")
TESTS = (GITHUB / "workflows" / "ci.yml").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def jobs_of(workflow: str) -> dict[str, str]:
    """Return the text of each job of a workflow, by the job's name."""
    parts = re.split(r"^  (\w+):\n", workflow.partition("\njobs:\n")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_a_release_is_built_then_played_then_published() -> None:
    """Each job waits for the one before it, and only a tag begins them."""
    needs = {name: re.findall(r"^    needs: (\w+)$", text, re.MULTILINE) for name, text in jobs_of(RELEASE).items()}
    assert needs == {"build": [], "wheel": ["build"], "publish": ["wheel"]}
    assert 'on:\n  push:\n    tags: ["v*"]\n\n' in RELEASE


def test_only_the_last_job_may_prove_who_publishes_and_no_secret_is_kept() -> None:
    """Code that builds or plays never runs where the proof can be had; the publisher checks nothing out."""
    jobs = jobs_of(RELEASE)
    assert [name for name, text in jobs.items() if "id-token: write" in text] == ["publish"]
    assert RELEASE.count("contents: read") == 1
    assert "environment: release" in jobs["publish"]
    assert re.search(r"\brun:|actions/checkout", jobs["publish"]) is None
    assert "secrets." not in RELEASE


def test_the_wheel_is_played_on_the_ends_of_the_range_of_pythons_without_the_checkout() -> None:
    supported = re.search(r'^        python: \["([\d.]+)".*"([\d.]+)"\]$', TESTS, re.MULTILINE)
    assert supported is not None
    wheel = jobs_of(RELEASE)["wheel"]
    assert f'python: ["{supported[1]}", "{supported[2]}"]' in wheel
    golden = "tests/runs/golden"
    assert f"scalegame verify {golden}/ruleset-{RULESET} --level {golden}/levels\n" in wheel
    assert (ROOT / golden / f"ruleset-{RULESET}").is_dir()
    assert re.findall(r"^            (\S+)$", wheel, re.MULTILINE) == [golden, "tools"]


def test_the_hooks_call_the_checks_of_make() -> None:
    """Hooks come from nowhere else, and each is a target of the Makefile."""
    assert re.findall(r"repo: (\S+)", HOOKS) == ["local"]
    called = re.findall(r"^        entry: make (\w+)$", HOOKS, re.MULTILINE)
    assert called == ["lint", "types", "imports"]
    assert set(called) <= TARGETS
    assert HOOKS.count("- id:") == HOOKS.count("pass_filenames: false") == len(called)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_asks_for_a_run_code(form: Path) -> None:
    """A game that can be played again says more than any description of it."""
    text = form.read_text(encoding="utf-8")
    assert re.search(r"^    id: run\n    attributes:\n      label: The run code", text, re.MULTILINE)
    assert "`scalegame share FILE`" in text
    assert [code for code in re.findall(r"placeholder: (.*)…", text) if code != PREFIX] == []


def test_a_change_is_asked_for_a_run_code_too() -> None:
    assert "a run code from `scalegame share FILE`" in (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")
