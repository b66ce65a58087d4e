"""Guesses at the meaning of a text that is no JSON: sentences about one place in it."""

from __future__ import annotations

import re

from scalegame.content.reader.phrases import quoted

#: A word or a number, or what looks like one.
WORD = re.compile(r"[\w$.+-]+")
_CURLY = frozenset("“”„‟«»`")
_NO_NUMBERS = ("nan", "infinity", "inf")


def instead(text: str, index: int, wanted: str) -> str:
    """Return what stands at ``index`` instead of what is ``wanted``, with the likely reason."""
    character = text[index : index + 1]
    if text.startswith("/*", index):
        return "JSON has no comments, and this one never ends"
    if character == "'":
        return "texts stand in double quotes, not in single ones"
    if character in _CURLY:
        return f'texts stand in straight double quotes ("), not in {character}'
    if character == "%":
        return 'a percentage stands in double quotes, such as "5%"'
    word = WORD.match(text, index)
    if word is None:
        return f"{wanted} should stand here, not {quoted(character)}" if character else f"{wanted} is missing"
    if word.group().lower().strip("+-") in _NO_NUMBERS:
        return f"{quoted(word.group())} is not a number a level can use"
    reminder = _reminder(word.group(), text[max(0, index - 1) : index])
    return f"{wanted} should stand here, not {quoted(word.group())}{reminder}"


def after_the_end(character: str) -> str:
    """Return what is wrong with a ``character`` behind the JSON value."""
    match character:
        case "]" | "}":
            return f"this {character} closes nothing; one bracket is too many, here or before"
        case ",":
            return "the file should end before this comma; one closing bracket too many stands before it"
        case _:
            return "something stands after the end of the JSON value"


def _reminder(word: str, before: str) -> str:
    if word.isdigit() and before == ",":
        return "; numbers hold no commas, so a thousand is 1000"
    return "; texts stand in double quotes" if word[0].isalpha() else ""
