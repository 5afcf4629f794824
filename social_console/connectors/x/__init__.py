"""X (once Twitter), by its API v2 and tweepy."""

from social_console.connectors.x.connector import XConnector
from social_console.connectors.x.settings import XSettings

__all__ = ["XConnector", "XSettings"]
