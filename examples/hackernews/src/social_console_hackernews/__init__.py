"""Hacker News for social-console, read-only.

settings.py    what an account must know
service.py     one question, one answer; what errors mean
items.py       stories and comments as mentions
walking.py     a search, newest first, that loses nothing
connector.py   the contract
"""

from social_console_hackernews.connector import HackerNewsConnector
from social_console_hackernews.settings import HackerNewsSettings

__all__ = ["HackerNewsConnector", "HackerNewsSettings"]
