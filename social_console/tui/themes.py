"""Two calm themes: a dark one for a day's work, a light one for bright rooms."""

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
    background="#11161b",
    surface="#161c22",
    panel="#1d252d",
    boost="#27323c",
    dark=True,
)
LIGHT = Theme(
    name="papel",
    primary="#1f6f8b",
    secondary="#52687a",
    accent="#0f7a63",
    warning="#9a6700",
    error="#b3261e",
    success="#2e7d32",
    foreground="#1d2429",
    background="#f7f5f0",
    surface="#fbfaf7",
    panel="#ece8df",
    boost="#dfe9ea",
    dark=False,
)
