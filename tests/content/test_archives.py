"""Zip files from strangers: each trick is refused with one sentence, and costs no more than reading it."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scalegame.content.packs.archives import ZipFolder
from scalegame.content.packs.packs import load_pack
from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.schema.limits import MAX_BYTES, MAX_PACK_BYTES, MAX_PACK_FILES, MAX_UNPACKED
from tests.content.packing import files, zip_pack
from tests.depth import examples

#: Fields of the two headers that each member has: where the flags stand from the sign on.
_LOCAL, _CENTRAL = (b"PK\x03\x04", 6), (b"PK\x01\x02", 8)


def refused(path: Path) -> str:
    with pytest.raises(LevelError) as error:
        ZipFolder(path)
    (problem,) = error.value.problems
    assert problem.file == str(path)
    return problem.message


def member(name: str, mode: int = 0, kind: int = ZIP_DEFLATED) -> ZipInfo:
    info = ZipInfo("x")
    info.filename = info.orig_filename = name
    info.external_attr = mode << 16
    info.compress_type = kind
    return info


def flagged(path: Path, flag: int) -> Path:
    """Set a flag in every header of a zip file."""
    data = bytearray(path.read_bytes())
    for sign, offset in (_LOCAL, _CENTRAL):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= flag
            at = data.find(sign, at + 1)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "info, message",
    [
        (member("../evil.json"), 'holds "../evil.json", which leads out of it or around in it'),
        (member("a/../../evil.json"), 'holds "a/../../evil.json", which leads out of it or around in it'),
        (member("./first.json"), 'holds "./first.json", which leads out of it or around in it'),
        (member("a//b.json"), 'holds "a//b.json", which leads out of it or around in it'),
        (member("/etc/evil.json"), 'holds "/etc/evil.json", which is no path inside of it'),
        (member("C:/evil.json"), 'holds "C:/evil.json", which is no path inside of it'),
        (member("..\\evil.json"), 'holds "..\\evil.json", which is no path inside of it'),
        (member("link.json", 0o120777), 'holds "link.json", which is a link'),
        (member("pipe", 0o010644), 'holds "pipe", which is neither a file nor a folder'),
        (member("old.json", kind=ZIP_BZIP2), 'holds "old.json", which is packed in a way that only some programs know'),
        (member("first.json"), 'holds "first.json" twice'),
    ],
    ids=lambda value: value.orig_filename if isinstance(value, ZipInfo) else "",
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_plays_a_trick_is_refused(tmp_path: Path, info: ZipInfo, message: str) -> None:
    assert refused(zip_pack(tmp_path / "bad.zip", None, (info, b"../../secret"))).startswith(message)


def test_a_name_with_a_zero_byte_is_refused(tmp_path: Path) -> None:
    path = zip_pack(tmp_path / "bad.zip", {"first.json#.txt": b"x"})
    path.write_bytes(path.read_bytes().replace(b"first.json#", b"first.json\0"))
    assert refused(path) == 'holds "first.json\ufffd.txt", which is no path inside of it'


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    assert refused(flagged(zip_pack(tmp_path / "bad.zip"), 0x1)) == 'holds "pack.json", which is encrypted'


def test_names_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    path = zip_pack(tmp_path / "bad.zip", {"n\u00e4me.json": b"x"})
    data = path.read_bytes()
    path.write_bytes(data.replace("n\u00e4me".encode(), b"n\xe4\xe4me"[:5]))
    assert refused(path) == "holds a name that is not UTF-8"
    plain = data
    for sign, offset in (_LOCAL, _CENTRAL):
        at = plain.find(sign) + offset + 1
        plain = plain[:at] + bytes([plain[at] & ~0x8]) + plain[at + 1 :]
    path.write_bytes(plain)
    assert refused(path).endswith("a name that is not marked as UTF-8")


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    many = {f"{number}.json": b"" for number in range(MAX_PACK_FILES + 1)}
    assert refused(zip_pack(tmp_path / "bad.zip", many)) == "holds 501 files; at most 500 are allowed"


def test_a_list_of_very_many_members_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = zip_pack(tmp_path / "bad.zip", {f"{number:09}.json": b"" for number in range(12_000)})
    assert refused(path) == "holds too many files: at most 500 are allowed"


def test_a_member_that_would_be_too_big_is_refused(tmp_path: Path) -> None:
    path = zip_pack(tmp_path / "bad.zip", {"bomb.json": b"0" * (MAX_BYTES + 1)})
    assert path.stat().st_size < 10_000
    assert refused(path) == 'holds "bomb.json", which would have 1,048,577 bytes; at most 1,048,576 are allowed'


def test_members_that_would_be_too_much_together_are_refused(tmp_path: Path) -> None:
    path = zip_pack(tmp_path / "bad.zip", {f"{n}.txt": b"0" * MAX_BYTES for n in range(MAX_UNPACKED // MAX_BYTES + 1)})
    assert refused(path).startswith("holds too much")


def test_a_member_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    path = zip_pack(tmp_path / "bad.zip", {"bomb.json": b"0" * 50_000_000})
    data = path.read_bytes().replace(struct.pack("<I", 50_000_000), struct.pack("<I", 1000))
    path.write_bytes(data)
    folder = ZipFolder(path)
    tracemalloc.start()
    with pytest.raises(LevelError, match="cannot be unpacked"):
        folder.read("bomb.json")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MAX_BYTES


def test_a_file_that_is_too_big_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK" + bytes(MAX_PACK_BYTES))
    assert refused(tmp_path / "bad.zip") == "is too big: a pack may have at most 8,388,608 bytes"


def test_a_damaged_member_is_one_broken_level(tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with ZipFile(path, "w") as file:
        for name, data in files().items():
            file.writestr(name, data)
    path.write_bytes(path.read_bytes().replace(b'"Second"', b'"Sekond"'))
    pack = load_pack(path)
    assert len(pack.levels) == 1
    assert "second.json: cannot be unpacked" in pack.broken[0].reason


def test_nothing_is_written_to_the_disk(tmp_path: Path) -> None:
    load_pack(zip_pack(tmp_path / "good.zip"))
    assert [path.name for path in tmp_path.iterdir()] == ["good.zip"]


@settings(max_examples=examples(50, 200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_to_a_zip_it_is_a_pack_or_a_sentence(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "any.zip"
    whole = bytearray(zip_pack(path).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    told = str(path)
    try:
        load_pack(path)
    except LevelError as error:
        told = error.summary
    assert told.startswith(str(path))
