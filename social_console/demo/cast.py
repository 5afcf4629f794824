"""Made-up people and places of Valle Verde, which is on no map."""

from __future__ import annotations

import random
from dataclasses import dataclass

from social_console.model import Author

SECTORS = (
    "Los Girasoles", "Villa Esperanza", "La Ceiba", "El Almendro", "Los Mameyes", "Barrio Nuevo", "Las Palmas",
    "El Tamarindo", "Loma Linda", "Pueblo Abajo", "La Cuchilla", "Hoyo Frío", "Brisas del Río", "El Cacique",
)  # fmt: skip
STREETS = (
    "la calle Duarte", "la calle Mella", "la calle Sánchez", "la calle Las Mercedes", "la calle 4",
    "la calle 12", "la avenida Independencia", "la calle Principal", "la calle El Sol", "la calle La Marina",
    "la calle Los Robles", "la avenida del Río", "la calle Nueva", "el callejón de la Ceiba",
)  # fmt: skip
DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = ("enero", "marzo", "mayo", "julio", "agosto", "octubre", "diciembre")
FIRST = (
    "Yajaira", "Wilkin", "Altagracia", "Josefina", "Rafelito", "Yokasta", "Starlin", "Milagros", "Danilka",
    "Franklyn", "Belkis", "Robinson", "Carolina", "Wander", "Mercedes", "Junior", "Ramonita", "Eridania",
    "Kelvin", "Minerva", "Domingo", "Anyelina", "Freddy", "Zunilda", "Héctor", "Lisbeth", "Apolinar", "Noelia",
)  # fmt: skip
LAST = (
    "Peralta", "De la Cruz", "Mejía", "Almonte", "Rosario", "Encarnación", "Tavárez", "Guzmán", "Polanco",
    "Santana", "Cabrera", "Liriano", "Batista", "Vólquez", "Suero", "Ventura", "Montero", "Paulino",
)  # fmt: skip
NICKNAMES = (
    "la_morena", "elcompai", "tigueraje", "dulce_rd", "elrubio", "lachica", "profe", "motorista", "doña", "vecino",
    "cibaeno", "lavecina", "elchamo", "mangu", "tostones", "larimar", "merengue", "beisbol",
)  # fmt: skip

_ASCII = str.maketrans("áéíóúñ", "aeioun")


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who writes, on one channel."""

    author: Author
    number: int


def citizen(draw: random.Random, where: str, number: int) -> Citizen:
    """Somebody new on this channel."""
    first, last = draw.choice(FIRST), draw.choice(LAST)
    plain, family = (name.lower().translate(_ASCII) for name in (first, last))
    if where == "e":
        address = f"{plain}.{number}@correo.example"
        return Citizen(Author(id=address, handle=address, name=f"{first} {last}"), number)
    handle = draw.choice(
        (f"{plain}{number}", f"{draw.choice(NICKNAMES)}{number}", f"{plain}_{family[:3].strip()}{number}")
    )
    name = draw.choice((f"{first} {last[0]}.", first, handle, f"{first} 🇩🇴", f"{first} {last}"))
    followers = int(draw.lognormvariate(5.2, 1.5))
    handle = f"{handle}@pueblo.example" if where == "m" else handle
    return Citizen(
        Author(id=f"{where.replace('a', 'x')}-{number}", handle=handle, name=name, followers=followers), number
    )


def fillings(draw: random.Random) -> dict[str, str]:
    """Values for the places that a text leaves open."""
    return {
        "sector": draw.choice(SECTORS),
        "calle": draw.choice(STREETS),
        "num": str(draw.randint(3, 98)),
        "dia": draw.choice(DAYS),
        "dias": str(draw.randint(3, 12)),
        "mes": draw.choice(MONTHS),
    }
