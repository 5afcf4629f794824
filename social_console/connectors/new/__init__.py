"""`connectors new`: a package of its own, with a connector that works and the contract suite already passing.

naming.py     which names are allowed, and what follows from one
writing.py    the templates, filled in
templates/    the package as it is written: a connector for a small JSON service, and that service for its tests
"""

from social_console.connectors.new.naming import Names, names_of
from social_console.connectors.new.writing import write

__all__ = ["Names", "names_of", "write"]
