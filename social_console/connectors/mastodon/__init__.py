"""Mastodon and what speaks its API (GoToSocial, Pleroma, …). `connector.py` is the whole; each other file one idea."""

from social_console.connectors.mastodon.connector import MastodonConnector
from social_console.connectors.mastodon.settings import MastodonSettings

__all__ = ["MastodonConnector", "MastodonSettings"]
