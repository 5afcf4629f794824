"""Two calm themes: a dark one for a day's work, a light one for bright rooms. Every text colour reads at 4.5 : 1."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="vigilia",
    primary="#5fa8c7",
    secondary="#8aa1b1",
    accent="#7cc4b0",
    warning="#e0b050",
    error="#e77c6e",
    success="#8fbf7f",
    foreground="#d7dde2",
    background="#12171c",
    surface="#171d23",
    panel="#20282f",
    dark=True,
    variables={
        "muted": "#97a4ae",
        "faint": "#6f7c86",
        "here": "#2b3a45",
        "here-pale": "#222b33",
        "marked": "#3a3320",
        "text-muted": "#97a4ae",
        "text-disabled": "#6f7c86",
        "text-primary": "#7fc0dc",
        "text-secondary": "#a9bac6",
        "text-accent": "#8fd3c0",
        "text-warning": "#e8bf6a",
        "text-error": "#f0897b",
        "text-success": "#9fcf8f",
    },
)
LIGHT = Theme(
    name="papel",
    primary="#1f6f8b",
    secondary="#52687a",
    accent="#0f7a63",
    warning="#8a5a00",
    error="#b3261e",
    success="#2e7d32",
    foreground="#1d2429",
    background="#f7f5f0",
    surface="#fbfaf7",
    panel="#e9e5db",
    dark=False,
    variables={
        "muted": "#566169",
        "faint": "#6f7880",
        "here": "#cfe3e6",
        "here-pale": "#e3ebea",
        "marked": "#f6e7bd",
        "text-muted": "#566169",
        "text-disabled": "#7d858c",
        "text-primary": "#17596f",
        "text-secondary": "#44586a",
        "text-accent": "#0c6753",
        "text-warning": "#7a4f00",
        "text-error": "#a1201a",
        "text-success": "#256b2a",
    },
)
