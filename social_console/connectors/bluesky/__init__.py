"""Bluesky, and any other server that speaks the AT Protocol."""

from social_console.connectors.bluesky.connector import BlueskyConnector
from social_console.connectors.bluesky.settings import BlueskySettings

__all__ = ["BlueskyConnector", "BlueskySettings"]
