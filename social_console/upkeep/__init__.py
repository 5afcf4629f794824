"""What keeps an installation going: setting up, looking it over, copying it, putting a copy back.

answers.py   what `init` must know, and sensible guesses
servers.py   mail servers from an address
files.py     the answers as social-console.toml, rules.yaml and .gitignore
founding.py  writing them, once
checks/      what `doctor` looks at
proving.py   `doctor --send-test`
standing.py  when each account was last read, and since when it could not be
copies.py    backup and restore
"""
