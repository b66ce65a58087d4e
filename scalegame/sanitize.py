"""Text and names from strangers, made safe: nothing in them steers a terminal, reorders a line or hides.

Two functions clean text, since two kinds of places need different things:

* ``harmless`` keeps the length, one character for one: messages and excerpts of files point at a column.
* ``screen_text`` serves screens, which count cells and not columns: a control character becomes its own symbol, so that
  it can be told which one it was, and invisible characters go.

``clean_name`` is stricter than both: two names that look alike must not be two names.
"""

from __future__ import annotations

import unicodedata

#: Characters that reorder the text around them; they could make a message say something else.
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: The sign for a character that cannot be shown.
_UNKNOWN = "\ufffd"
#: The symbol of control character ``n`` is this code + ``n`` (Unicode block "Control Pictures").
_CONTROL_PICTURES = 0x2400
_DELETE = "\x7f"


def is_inert(character: str) -> bool:
    """Return whether a terminal only shows ``character``: no control, no line end, no reordering."""
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") and character not in _BIDIRECTIONAL


def harmless(text: str) -> str:
    """Return ``text`` with every character that is not inert replaced, one for one."""
    return "".join(character if is_inert(character) else _UNKNOWN for character in text.replace("\t", " "))


def screen_text(text: str, *, lines: bool = False) -> str:
    """Return ``text`` with control characters as symbols (␛) and invisible ones left out.

    Line ends stay when ``lines`` is true and become spaces otherwise.
    """
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if character == "\n" and lines else _on_screen(character) for character in text)


def _on_screen(character: str) -> str:
    if character in "\n\t\u2028\u2029":
        return " "
    # Direction overrides, joiners and the like: a line with invisible characters can only be misread.
    if unicodedata.category(character) == "Cf":
        return ""
    if is_inert(character):
        return character
    if character < " ":
        return chr(_CONTROL_PICTURES + ord(character))
    return "␡" if character == _DELETE else _UNKNOWN


# Names ---------------------------------------------------------------------------------------------------------------

#: Letters that nobody sees, or that look like a space, although Unicode counts them as letters, signs or marks.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
#: Marks that may stand on one letter; more hide what is around them.
_MOST_MARKS = 2
#: Scripts with many letters that look like Latin ones, as the names of their characters begin.
_ALIKE = ("CYRILLIC", "GREEK", "COPTIC", "CHEROKEE", "ARMENIAN", "LISU", "DESERET")
#: Of these scripts, the letters that can be told from Latin ones only by their code.
_TWINS = frozenset(
    "АВЕЗІЈКМНОРСТУХЅЬаеіјорсухѕһԁԛԝѵɡ"  # noqa: RUF001 - this is the list of them
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχϲϳ"
)
_NOTE = " (look-alike letters)"


def clean_name(name: str) -> str:
    """Return ``name`` so that no other name looks the same and is not.

    What cannot be seen, or passes for a space, becomes one visible sign each; spaces are single and inside. A name with
    letters that pass for Latin ones says so.
    """
    shown, marks = "", 0
    for character in unicodedata.normalize("NFC", name):
        is_mark = unicodedata.combining(character) != 0
        marks = marks + 1 if is_mark else 0
        seen = character == " " or (_is_visible(character) and marks <= _MOST_MARKS)
        shown += character if seen else _UNKNOWN
    shown = " ".join(part for part in shown.split(" ") if part)
    without = shown.removesuffix(_NOTE)  # a name that was cleaned before says so once
    return without + _NOTE if _is_alike(without) else shown


def _is_visible(character: str) -> bool:
    kind = unicodedata.category(character)
    variation = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return kind[0] not in "CZ" and character not in _BLANK and not variation and not "\u180b" <= character <= "\u180f"


def _is_alike(name: str) -> bool:
    """Return whether letters in ``name`` pass for others: Latin ones from elsewhere, or beside Latin ones."""
    letters = [character for character in name if character.isalpha()]
    if unicodedata.normalize("NFKC", name) != name:
        return True
    foreign = [one for one in letters if unicodedata.name(one, "").startswith(_ALIKE)]
    latin = any(unicodedata.name(one, "").startswith("LATIN") for one in letters)
    phonetic = any("\u0250" <= one <= "\u02af" or "\u1d00" <= one <= "\u1dbf" for one in letters)
    return phonetic or (bool(foreign) and (latin or all(one in _TWINS for one in foreign)))
