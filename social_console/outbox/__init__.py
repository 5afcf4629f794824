"""Sends each reply once, and settles what may have been sent (DESIGN 8.2)."""

from social_console.outbox.accounts import Connect
from social_console.outbox.sending import LEASE, send_due
from social_console.outbox.values import Outcome, Sent

__all__ = ["LEASE", "Connect", "Outcome", "Sent", "send_due"]
