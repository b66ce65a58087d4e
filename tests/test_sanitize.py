"""Strangers' names: what cannot be seen is made visible, and what looks like another name says so."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.sanitize import clean_name, is_inert


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200b", "\u200d", "\ufeff", "\u00ad", "\u00a0", "\u2003", "\u3000", "\u202e", "\u2066", "\U000e0041",
        "\ufe0f", "\U000e0100", "\u2800", "\u3164", "\u115f", "\u034f", "\u180e", "\x1b", "\n", "\t",
        "\x7f", "\ud800", "\ue000",
    ],
    ids=lambda hidden: f"U+{ord(hidden):04X}",
)  # fmt: skip
def test_what_nobody_sees_in_a_name_is_shown(hidden: str) -> None:
    for name in (f"Ad{hidden}a", f"{hidden}Ada", f"Ada{hidden}"):
        shown = clean_name(name)
        assert shown.replace("\ufffd", "") == "Ada"
        assert shown != "Ada"


@pytest.mark.parametrize("name", [" Ada", "Ada ", "  Ada  "])
def test_spaces_around_a_name_make_no_other_name(name: str) -> None:
    assert clean_name(name) == "Ada"
    assert clean_name("Ada  L") == "Ada L"


@pytest.mark.parametrize("name", ["Аda", "Аԁа", "Ad\u0251", "Ａｄａ", "𝐀𝐝𝐚", "Αda", "ᴀda", "Adⅰ"])  # noqa: RUF001 - that is the point
def test_a_name_with_letters_that_pass_for_others_says_so(name: str) -> None:
    assert clean_name(name).endswith(" (look-alike letters)")


@pytest.mark.parametrize(
    "name", ["Ada", "Ольга", "Σωκράτης", "健 Ken", "Zoë", "Ağaoğlu", "지민", "Ada ★", "x_X-99", "สมชาย", ""]
)
def test_an_honest_name_stays(name: str) -> None:
    assert clean_name(name) == name


def test_marks_that_pile_up_are_cut() -> None:
    assert clean_name("A" + "\u0334" * 9).count("\u0334") <= 2


@given(st.text(max_size=80))
def test_a_cleaned_name_is_inert_and_stays_as_it_is(name: str) -> None:
    shown = clean_name(name)
    assert all(is_inert(character) for character in shown)
    assert not any(unicodedata.category(character)[0] == "C" for character in shown)
    assert clean_name(shown) == shown


@given(st.text(alphabet="Ada", min_size=1), st.text(st.characters(categories=("Cf", "Zs", "Cc")), min_size=1))
def test_no_name_with_something_hidden_in_it_looks_like_the_name_without(name: str, hidden: str) -> None:
    if hidden.strip(" "):
        assert clean_name(name[:1] + hidden + name[1:]) != name
