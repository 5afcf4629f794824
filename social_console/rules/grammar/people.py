"""People, areas and the texts that they answer with."""

from __future__ import annotations

import re
from typing import Any

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.grammar.common import LENGTH, refuse
from social_console.rules.grammar.conditions import language_meant
from social_console.rules.reading import Reading, cut, did_you_mean, one_of
from social_console.rules.records import Field, Record
from social_console.rules.ruleset import ROLES
from social_console.rules.shapes import BAD, Changed, Choice, Either, Listed, Named, Parsed, Table, Text
from social_console.rules.templates import VARIABLES, Variable, variables
from social_console.rules.tree import Mapping_, Node, Scalar

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
    short="{{name: {}}}",
)
AREA = Record(
    {
        "name": Field(Text(100), N_("As screens and templates show it.")),
        "email": Field(
            Parsed(
                _email,
                N_("“{value}” is not an e-mail address."),
                N_("Write `aseo@example.org`."),
                ("aseo@example.org",),
                pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$",
                only_text=True,
            ),
            N_("Where referrals go."),
        ),
        "follow_up": Field(LENGTH, N_("How long the area may take before we ask again.")),
        "members": Field(Listed(Named(("people",)), least=0), N_("Logins, beside those whose `areas` name it.")),
    },
    spanish={"nombre": "name", "correo": "email", "seguimiento": "follow_up", "miembros": "members"},
    short="{{name: {}}}",
)
_VARIABLES_ES = {
    "nombre": "author.first_name", "autor": "author.name", "usuario": "author.handle", "folio": "folio",
    "lugar": "place", "sector": "place", "institucion": "institution.name", "cuenta": "account.handle",
    "canal": "channel", "operador": "operator.name", "responsable": "owner.name", "area": "area.name",
    "correo": "area.email", "plazo": "standard.resolution", "vence": "due", "fecha": "date", "hora": "time",
    "enlace": "url", "name": "author.name", "first_name": "author.first_name", "numero": "folio", "caso": "folio",
}  # fmt: skip
_LANG = Parsed(
    lambda text: text if re.fullmatch(r"[a-z]{2}", text) else refuse(text),
    N_("“{value}” is not a language."),
    N_("es, en, pt …"),
    ("es", "en"),
    meant=language_meant,
    pattern="^[a-z]{2}$",
)
_WORDING = Text(5_000)


class _Wording:
    """A text with variables that exist, and braces in pairs."""

    def read(self, node: Node, reading: Reading) -> Json:
        text = _WORDING.read(node, reading)
        if text is not BAD and isinstance(node, Scalar):
            for one in variables(text):
                _told_of(one, text, node, reading)
        return text

    def schema(self) -> dict[str, Json]:
        return _WORDING.schema()


def _told_of(one: Variable, text: str, node: Scalar, reading: Reading) -> None:
    if one.name in VARIABLES or reading.full:
        return
    place = reading.inside(node, one.start)
    if not one.name:
        message = _("This brace has no partner, or holds what is no variable: {text}.")
        message = message.format(text=cut(text[one.start : one.end + 20]))
        reading.fault("template", place, message, _("A brace that belongs to the text is written twice."))
        return
    remedy = did_you_mean(one.name, VARIABLES, _VARIABLES_ES) or one_of(VARIABLES)
    reading.fault("template", place, _("There is no variable “{name}”.").format(name=cut(one.name)), remedy)


class _Texts:
    """One text for all, or one for each language."""

    texts = Table(_Wording(), names=_LANG)
    form = Either(scalar=Changed(_Wording(), lambda text: {"": text}), mapping=texts)

    def read(self, node: Node, reading: Reading) -> Json:
        found = self.form.read(node, reading)
        if found is BAD:
            return BAD
        if isinstance(node, Mapping_) and not node.pairs:
            reading.fault("empty", node, _("The template says nothing."))
        pairs = node.pairs if isinstance(node, Mapping_) else ((Scalar("", True, node.place), node),)
        reading.places.update({(id(found), getattr(key, "value", "")): text.place for key, text in pairs})
        return found

    def schema(self) -> dict[str, Json]:
        return {"anyOf": [_WORDING.schema(), {**self.texts.schema(), "type": "object", "minProperties": 1}]}


TEMPLATE = _Texts()
