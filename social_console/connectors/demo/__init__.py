"""The pretend channel of `social-console demo`: no account, no network, all the moods of a real one.

world.py      what everybody has posted: an append-only file that stands for a network
connector.py  the connector; obeys the contract, fails now and then as real channels do
"""

from social_console.connectors.demo.connector import DemoConnector, DemoSettings
from social_console.connectors.demo.world import World

__all__ = ["DemoConnector", "DemoSettings", "World"]
