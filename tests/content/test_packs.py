"""Packs: levels under the pack's name, in its order; whatever is broken is listed with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from scalegame.content.levels import all_levels, find_level, load_level
from scalegame.content.packs.packs import Pack, examine_pack, load_pack
from scalegame.content.packs.versions import is_in, is_range
from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.schema.limits import MAX_LABEL, MAX_PACK_ID
from tests.content.packing import files, folder_pack, level, manifest, zip_pack


@pytest.fixture
def packs(own_home: Path) -> Path:
    """Return the folder of the player's packs, empty."""
    folder = own_home / "packs"
    folder.mkdir()
    return folder


def reason(path: Path) -> str:
    with pytest.raises(LevelError) as error:
        load_pack(path)
    return error.value.summary.removeprefix(f"{path}").lstrip("/")


def load(path: Path, kind: str, contents: dict[str, bytes]) -> Pack:
    return load_pack(folder_pack(path / "p", contents) if kind == "folder" else zip_pack(path / "p.zip", contents))


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_pack_has_its_levels_in_its_order_under_its_name(tmp_path: Path, kind: str) -> None:
    pack = load(tmp_path, kind, files(levels=["second.json", "first.json"]))
    assert (pack.id, pack.version, pack.title, pack.authors) == ("night-shifts", "1.0.0", "Night shifts", ("Ada",))
    assert [one.id for one in pack.levels] == ["night-shifts/second", "night-shifts/first"]
    assert {(one.pack, one.number, one.scenario.level == one.id) for one in pack.levels} == {
        ("night-shifts", None, True)
    }
    assert pack.broken == ()


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_level_in_a_pack_can_extend_another_one_of_it(tmp_path: Path, kind: str) -> None:
    heir = b'{"format": 1, "id": "heir", "extends": "../base.json"}'
    contents = {"pack.json": manifest(levels=["sub/heir.json"]), "base.json": level("base"), "sub/heir.json": heir}
    assert load(tmp_path, kind, contents).levels[0].title == "Base"


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_no_level_of_a_pack_reaches_out_of_it(tmp_path: Path, kind: str) -> None:
    (tmp_path / "secret.json").write_bytes(level("secret"))
    heir = b'{"format": 1, "id": "heir", "extends": "../../secret.json"}'
    pack = load(tmp_path, kind, {"pack.json": manifest(levels=["sub/heir.json"]), "sub/heir.json": heir})
    assert "leaves the folder" in pack.broken[0].reason


def test_a_pack_in_the_only_folder_of_a_zip_is_found(tmp_path: Path) -> None:
    inside = {f"repository-main/{name}": data for name, data in files().items()}
    assert len(load_pack(zip_pack(tmp_path / "download.zip", inside)).levels) == 2


def test_a_broken_level_breaks_no_other(tmp_path: Path) -> None:
    contents = {**files(levels=["first.json", "gone.json", "bad.json", "twin.json"]), "bad.json": b"{]",
                "twin.json": level("first")}  # fmt: skip
    path = folder_pack(tmp_path / "pack", contents)
    pack = load_pack(path)
    assert [one.id for one in pack.levels] == ["night-shifts/first"]
    assert [one.reason.removeprefix(f"{path}/") for one in pack.broken] == [
        "gone.json: does not exist",
        'bad.json:1:2: a field\'s name in double quotes should stand here, not "]"',
        'twin.json:1:21: "first" is the id of first.json already; each level needs its own',
    ]


@pytest.mark.parametrize(
    "data, message",
    [
        (b"{", "a field's name in double quotes is missing"),
        (b"[]", "pack.json:1:1: the whole file must be an object, not a list"),
        (manifest(id=None), 'pack.json:1:1: the field "id" is missing in the pack'),
        (manifest(version="1"), '"version" must be a version of three numbers, such as "1.0.0"'),
        (manifest(requires="some"), '"requires" must be a range of versions, such as ">=0.1" or ">=0.1, <2"'),
        (manifest(requires=">=99"), "this pack needs scalegame >=99, and this is "),
        (manifest(id="x" * (MAX_PACK_ID + 1)), f"at most {MAX_PACK_ID} characters"),
        (manifest(levels=["../x.json"]), "must be the path of a file in the pack"),
        (manifest(levels=["/x.json"]), "must be the path of a file in the pack"),
        (manifest(levels=["x.txt"]), "must be the path of a file in the pack"),
        (manifest(levels=["x.json", "x.json"]), '"x.json" is there twice'),
        (manifest(levels=[]), '"levels" must have at least 1 entry'),
        (manifest(authors=["\u202eevil"]), "must hold no control characters"),
        (manifest(title="[b]x" * 300_000), "the file is too big"),
        (manifest(lisence="MIT"), 'unknown field "lisence"; did you mean "licence"?'),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_a_manifest_that_is_wrong_is_told_at_its_place(tmp_path: Path, data: bytes, message: str) -> None:
    told = reason(folder_pack(tmp_path / "pack", {**files(), "pack.json": data}))
    assert told.startswith("pack.json:1:")
    assert message in told


def test_ids_of_packs_and_levels_fit_into_a_run() -> None:
    assert MAX_PACK_ID + 1 + MAX_LABEL <= 80


def test_installed_packs_are_listed_behind_all_other_levels(packs: Path) -> None:
    folder_pack(packs / "a")
    zip_pack(packs / "b.zip", files(id="others"))
    found = all_levels()
    assert [one.id for one in found.levels][-4:] == [
        "night-shifts/first", "night-shifts/second", "others/first", "others/second"
    ]  # fmt: skip
    assert [pack.id for pack in found.packs] == ["night-shifts", "others"]
    assert found.broken == ()


def test_what_is_no_pack_that_can_be_used_is_listed_with_its_reason(packs: Path, own_home: Path) -> None:
    folder_pack(packs / "a")
    folder_pack(packs / "b")
    (packs / "c.zip").write_bytes(b"PK")
    (packs / "d").mkdir()
    (packs / "e.json").write_bytes(level("lonely"))
    (packs / ".hidden").mkdir()
    folder_pack(own_home / "levels" / "f")
    reasons = {one.path.name: one.reason for one in all_levels().broken}
    assert sorted(reasons) == ["b", "c.zip", "d", "e.json", "f"]
    assert '"night-shifts" is the id of the pack' in reasons["b"]
    assert "is no zip file, or not a complete one" in reasons["c.zip"]
    assert reasons["d"].endswith("pack.json: does not exist")
    assert "is no pack" in reasons["e.json"]
    assert f"packs belong into {packs}" in reasons["f"]


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_level_is_found_by_its_pack(packs: Path, tmp_path: Path, kind: str) -> None:
    path = folder_pack(tmp_path / "p") if kind == "folder" else zip_pack(tmp_path / "p.zip")
    named = find_level(f"{path}/second")
    (folder_pack if kind == "folder" else zip_pack)(packs / path.name)
    installed = find_level("night-shifts/second")
    assert (named.id, named.digest) == (installed.id, installed.digest) == ("night-shifts/second", named.digest)


def test_a_pack_is_no_level(tmp_path: Path, packs: Path) -> None:
    path = folder_pack(tmp_path / "p")
    with pytest.raises(LevelError, match=r"is a pack; name one of its levels: .*/first, .*/second"):
        find_level(str(path))
    with pytest.raises(LevelError, match=r'the pack night-shifts has no level "frist"; did you mean "first"\?'):
        find_level(f"{path}/frist")
    folder_pack(packs / "p")
    with pytest.raises(LevelError, match=r'the pack night-shifts has no level "third"'):
        find_level("night-shifts/third")


def test_a_level_file_of_a_pack_is_a_level_of_its_own(tmp_path: Path) -> None:
    assert load_level(folder_pack(tmp_path / "p") / "first.json").id == "first"


def test_a_pack_is_examined_file_by_file(tmp_path: Path) -> None:
    found = examine_pack(folder_pack(tmp_path / "p", {**files(), "second.json": b"{]"}))
    assert [one.path.name for one in found] == ["pack.json", "first.json", "second.json"]
    assert [one.examined.level is not None for one in found] == [False, True, False]


@pytest.mark.parametrize(
    "version, wanted, holds",
    [
        ("0.1.0", ">=0.1", True),
        ("0.1.0", ">0.1", False),
        ("0.10.0", ">0.9", True),
        ("1.2.3", "==1.2.3", True),
        ("1.2.3", ">= 1, < 2", True),
        ("2.0.0", ">=1, <2", False),
        ("2.0.0.dev1", "<=2", True),
    ],
)
def test_a_range_holds_versions(version: str, wanted: str, holds: bool) -> None:
    assert is_range(wanted)
    assert is_in(version, wanted) is holds


@pytest.mark.parametrize("text", ["", "1.0", ">=", ">=1.2.3.4", "~=1.0", ">=1,", ">=x", ">= 1 <2"])
def test_what_is_no_range_is_refused(text: str) -> None:
    assert not is_range(text)


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_pack_is_read_again_when_it_has_changed_and_only_then(packs: Path, kind: str) -> None:
    write = folder_pack if kind == "folder" else zip_pack
    path = packs / ("p" if kind == "folder" else "p.zip")
    write(path)
    (pack,) = all_levels().packs
    assert all_levels().packs[0] is pack
    write(path, {**files(), "second.json": level("second", title="Changed, and longer")})
    assert all_levels().packs[0].levels[1].title == "Changed, and longer"
