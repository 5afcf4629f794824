"""People, areas and the texts that they answer with."""

from __future__ import annotations

import re
from typing import Any

from social_console.i18n import N_
from social_console.rules.grammar.common import LENGTH, refuse
from social_console.rules.records import Field, Record
from social_console.rules.ruleset import ROLES
from social_console.rules.shapes import Changed, Choice, Either, Listed, Named, Parsed, Table, Text

Json = Any


def _email(text: str) -> str:
    if re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", text) is None or len(text) > 254:
        raise ValueError(text)
    return text


_ROLE_ES = {
    "operador": "operator",
    "operadora": "operator",
    "encargado": "lead",
    "encargada": "lead",
    "auditora": "auditor",
    "jefe": "lead",
    "jefa": "lead",
    "lider": "lead",
    "supervisor": "lead",
    "supervisora": "lead",
    "admin": "lead",
}
PERSON = Record(
    {
        "name": Field(Text(100), N_("As screens show it.")),
        "role": Field(
            Choice(ROLES, _ROLE_ES), N_("operator answers, lead also approves and edits rules, auditor only reads.")
        ),
        "areas": Field(Listed(Named(("areas",)), least=0), N_("The areas the person belongs to.")),
    },
    spanish={"nombre": "name", "rol": "role", "papel": "role"},
)
AREA = Record(
    {
        "name": Field(Text(100), N_("As screens and templates show it.")),
        "email": Field(
            Parsed(_email, N_("“{value}” is not an e-mail address."), "", ("aseo@example.org",)),
            N_("Where referrals go."),
        ),
        "follow_up": Field(LENGTH, N_("How long the area may take before we ask again.")),
        "members": Field(Listed(Named(("people",)), least=0), N_("Logins, beside those whose `areas` name it.")),
    },
    spanish={"nombre": "name", "correo": "email", "seguimiento": "follow_up", "miembros": "members"},
)
_LANG = Parsed(
    lambda text: text if re.fullmatch(r"[a-z]{2}", text) else refuse(text),
    N_("“{value}” is not a language."),
    N_("es, en, pt …"),
    ("es", "en"),
)
TEMPLATE = Either(scalar=Changed(Text(5_000), lambda text: {"": text}), mapping=Table(Text(5_000), names=_LANG))
