"""social-console: an inbox for the moments of truth of a public institution."""

__version__ = "0.1.0"
