"""social-console.toml, the environment and the secrets → typed settings; every fault at once, with its place.

home.py      which folder is the installation (DESIGN 4)
model.py     Settings, Institution, Account: frozen values
schema.py    what may stand in the file, as pydantic models
places.py    where each key and value of a TOML text stands
faults.py    pydantic's complaints as our own, in the user's language
secrets.py   where secrets come from, and how one is kept
load.py      the file → Settings
change.py    setting `reply` of one account, comments untouched
"""

from social_console.settings.change import set_reply
from social_console.settings.home import FILE, default_home, find_home
from social_console.settings.load import Models, load
from social_console.settings.model import Account, Institution, Settings
from social_console.settings.secrets import Secrets, keep_secret, quoted, real_keyring, secret_fields, write_secret

__all__ = [
    "FILE",
    "Account",
    "Institution",
    "Models",
    "Secrets",
    "Settings",
    "default_home",
    "find_home",
    "keep_secret",
    "load",
    "quoted",
    "real_keyring",
    "secret_fields",
    "set_reply",
    "write_secret",
]
