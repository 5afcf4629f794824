"""fetch → annotate → decide → store, page by page; and the two other ways in: `import` and `add`."""

from social_console.collect.byhand import WAYS, Added, Contact, add
from social_console.collect.importing import Imported, Importer
from social_console.collect.looking import look_again
from social_console.collect.running import collect, follow
from social_console.collect.thinking import Thinker
from social_console.collect.unreadable import Retried
from social_console.collect.unreadable import retry as retry_unreadable
from social_console.collect.values import Collected, Notice, Read

__all__ = [
    "WAYS",
    "Added",
    "Collected",
    "Contact",
    "Imported",
    "Importer",
    "Notice",
    "Read",
    "Retried",
    "Thinker",
    "add",
    "collect",
    "follow",
    "look_again",
    "retry_unreadable",
]
