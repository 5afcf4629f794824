"""E-mail: read by IMAP, answered by SMTP. `connector.py` is the whole; each other file is one idea of it."""

from social_console.connectors.email.connector import EmailConnector
from social_console.connectors.email.settings import EmailSettings

__all__ = ["EmailConnector", "EmailSettings"]
