"""Connectors that break the contract on purpose, one clause each: the suite has to notice every one of them."""

from tests.contract.broken.answering import HONEST
from tests.contract.broken.reading import NaiveTimes, RaisingWhatever
from tests.contract.broken.saying import WithCapitals
from tests.contract.broken.sound import BROKEN, BrokenWorld, Sound

__all__ = ["BROKEN", "HONEST", "BrokenWorld", "NaiveTimes", "RaisingWhatever", "Sound", "WithCapitals"]
