"""Promises about to break, broken, and answers long missing: what the rule set wants done then, once a wait."""

from social_console.escalate.running import Escalated, run

__all__ = ["Escalated", "run"]
