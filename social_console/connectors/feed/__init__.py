"""Feeds (RSS, Atom): read one-way, politely, and never further than one allowed address."""

from social_console.connectors.feed.connector import FeedConnector
from social_console.connectors.feed.settings import FeedSettings

__all__ = ["FeedConnector", "FeedSettings"]
