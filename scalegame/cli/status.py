"""Exit statuses of the command line."""

from __future__ import annotations

GOOD, NO, BAD_INPUT, OTHER_CONTENT, OTHER_RULES, INTERRUPTED, UNREAD = 0, 1, 2, 3, 4, 130, 141
