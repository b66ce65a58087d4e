"""Text from strangers steers no terminal; in their names what cannot be seen is shown, and look-alikes say so."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.sanitize import clean_name, harmless, is_inert, screen_text


@pytest.mark.parametrize(
    "text, shown",
    [
        ("Black Friday", "Black Friday"),
        ("naïve 漢字 ★", "naïve 漢字 ★"),
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\x07\x7f\x9b", "a␇␡�"),
        ("one\ntwo\tthree", "one two three"),
        ("abc\u202edef\u200b", "abcdef"),
        ("\ud800", "�"),
    ],
)
def test_what_could_steer_the_terminal_is_shown_as_a_symbol(text: str, shown: str) -> None:
    assert screen_text(text) == shown


def test_line_ends_stay_where_lines_are_wanted() -> None:
    assert screen_text("one\r\ntwo", lines=True) == "one\ntwo"


@given(st.text(max_size=80))
def test_text_is_inert_wherever_it_is_shown(text: str) -> None:
    for shown in (harmless(text), screen_text(text), screen_text(text, lines=True).replace("\n", "")):
        assert all(is_inert(character) for character in shown)


@given(st.text(max_size=80))
def test_harmless_text_keeps_its_columns_and_screen_text_hides_nothing(text: str) -> None:
    assert len(harmless(text)) == len(text)
    assert not any(unicodedata.category(character) == "Cf" for character in screen_text(text))


def test_both_ways_differ_where_they_mean_to() -> None:
    assert (harmless("a\x1b\u200bb\n"), screen_text("a\x1b\u200bb\n")) == ("a\ufffd\u200bb\ufffd", "a␛b ")


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
