"""fetch → annotate → decide → store, page by page; and the two other ways in: `import` and `add`."""

from social_console.collect.byhand import WAYS, Added, Contact, add
from social_console.collect.importing import Imported, Importer
from social_console.collect.thinking import Thinker

__all__ = ["WAYS", "Added", "Contact", "Imported", "Importer", "Thinker", "add"]
