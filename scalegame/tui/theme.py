"""The game's two colour themes: a calm dark one, and the same on paper.

Colours mean the same everywhere: primary is traffic and what can be pressed, success is healthy, warning is
near a limit, error is loss, secondary is a store that remembers, accent is a star. ``$text-muted`` is for what
can be read second and ``$line`` for rules and borders.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="scalegame-dark",
    primary="#5fafff",
    secondary="#b18cff",
    success="#5fd787",
    warning="#ffaf5f",
    error="#ff6b8b",
    accent="#ffd75f",
    foreground="#e6e6e6",
    background="#292929",
    surface="#303030",
    panel="#3a3a3a",
    dark=True,
    variables={
        "text-muted": "#9aa1ad",
        "text-disabled": "#7c828c",
        "line": "#4a5059",
        "sql": "#5fd7d7",
        "files": "#d7af87",
        "queue": "#d787d7",
        "block-cursor-background": "#34455a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#333a42",
        "block-cursor-blurred-foreground": "#e6e6e6",
        "block-hover-background": "#333333",
        "border": "#5fafff",
        "border-blurred": "#4a5059",
        "scrollbar": "#4a5059",
        "scrollbar-hover": "#5fafff",
        "scrollbar-active": "#5fafff",
        "scrollbar-background": "#292929",
        "scrollbar-background-hover": "#292929",
        "scrollbar-background-active": "#292929",
    },
)

LIGHT = Theme(
    name="scalegame-light",
    primary="#0b62b4",
    secondary="#6a3fc4",
    success="#1f7a3d",
    warning="#9a5300",
    error="#b8173f",
    accent="#8a6500",
    foreground="#22262b",
    background="#f6f5f1",
    surface="#eceae4",
    panel="#dfdcd4",
    dark=False,
    variables={
        "text-muted": "#5b616b",
        "text-disabled": "#7d838c",
        "line": "#b9bdc4",
        "sql": "#0b6b6b",
        "files": "#7a5230",
        "queue": "#8a2f8a",
        "block-cursor-background": "#cfe2f5",
        "block-cursor-foreground": "#10151a",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e2e6ea",
        "block-cursor-blurred-foreground": "#22262b",
        "block-hover-background": "#e8e6df",
        "border": "#0b62b4",
        "border-blurred": "#b9bdc4",
        "scrollbar": "#b9bdc4",
        "scrollbar-hover": "#0b62b4",
        "scrollbar-active": "#0b62b4",
        "scrollbar-background": "#f6f5f1",
        "scrollbar-background-hover": "#f6f5f1",
        "scrollbar-background-active": "#f6f5f1",
    },
)
