"""Bytes as one line of text, to be pasted where a file cannot go: level codes and run codes are made of it."""

from __future__ import annotations

import zlib
from base64 import b64decode, urlsafe_b64encode


def packed(data: bytes) -> str:
    """Return ``data``, compressed, in letters, digits, ``-`` and ``_``."""
    return urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def unpacked(line: str, most: int) -> bytes:
    """Return what ``packed`` made ``line`` of; raises ``ValueError`` with a clause about what is wrong.

    It may be ``most`` bytes long, and no more is ever unpacked.
    """
    if len(line) > 2 * most:  # longer than of anything that cannot be compressed at all
        raise ValueError(f"is too long: it needs no more than {2 * most:,} characters")
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(b64decode(line + "=" * (-len(line) % 4), altchars=b"-_", validate=True), most + 1)
    except (ValueError, zlib.error):
        raise ValueError("was damaged on the way; copy the whole line") from None
    if len(data) > most:
        raise ValueError(f"holds too much: more than {most:,} bytes")
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("is not complete; copy the whole line")
    return data
