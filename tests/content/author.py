"""Somebody who writes a level file, for tests of what watches one."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.content.example import SHORT


class Author:
    """Somebody who writes a level and saves it again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.saves = 0
        self.save(SHORT)

    def save(self, data: bytes, path: Path | None = None) -> None:
        path = path or self.path
        path.write_bytes(data)
        self.saves += 1
        # Two saves within the clock's grain, as only a test makes them, must differ all the same.
        os.utime(path, ns=(self.saves * 1_000_000, self.saves * 1_000_000))

    def write(self, **fields: object) -> None:
        self.save(json.dumps({**json.loads(SHORT), **fields}).encode())
