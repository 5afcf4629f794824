"""Reddit: username mentions, answers to us, subreddits, searches, our own posts; answered with comments."""

from social_console.connectors.reddit.connector import RedditConnector
from social_console.connectors.reddit.settings import RedditSettings

__all__ = ["RedditConnector", "RedditSettings"]
