"""``make truth``: plays every measured cell, prints the comparison and writes docs/truth.md."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.truth.table import document, rows, show

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "truth.md"

if __name__ == "__main__":
    found = list(rows())
    show(found)
    DOCUMENT.write_text(document(found), encoding="utf-8")
    sys.exit(not all(row.holds for row in found))
