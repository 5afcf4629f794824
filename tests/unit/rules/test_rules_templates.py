"""Templates: what is known is filled in, what must be known and is not is told."""

from __future__ import annotations

import pytest

from social_console.rules import load, render, starter
from social_console.rules.templates import VARIABLES, variables


@pytest.mark.parametrize(
    ("template", "values", "text", "unresolved"),
    [
        ("Hola, {author.name}", {"author.name": "Ana"}, "Hola, Ana", ()),
        ("Hola, {author.name}", {}, "Hola, {author.name}", ("author.name",)),
        ("Hola, {author.name}", {"author.name": ""}, "Hola, {author.name}", ("author.name",)),
        ("Buenas{author.first_name:, {}}.", {"author.first_name": "Ana"}, "Buenas, Ana.", ()),
        ("Buenas{author.first_name:, {}}.", {}, "Buenas.", ()),
        ("{author.first_name|vecino}", {}, "vecino", ()),
        ("{author.first_name|}", {}, "", ()),
        ("{{folio}} {folio}", {"folio": "7"}, "{folio} 7", ()),
        ("{folio} {folio}", {}, "{folio} {folio}", ("folio",)),
        ("a } b", {}, "a } b", ()),
    ],
)
def test_render(template: str, values: dict[str, str], text: str, unresolved: tuple[str, ...]) -> None:
    done = render({"es": template}, "es", values)
    assert (done.text, done.unresolved) == (text, unresolved)


def test_a_value_is_never_read_as_a_template() -> None:
    assert render({"es": "{author.name}"}, "es", {"author.name": "{folio}"}).text == "{folio}"


@pytest.mark.parametrize(("lang", "text"), [("en", "hi"), ("es", "hola"), ("fr", "hola"), ("und", "hola")])
def test_a_language_without_a_text_takes_the_default(lang: str, text: str) -> None:
    assert render({"en": "hi", "es": "hola"}, lang, {}).text == text


def test_the_starter_has_its_templates_in_spanish_and_english_and_they_fit_a_post() -> None:
    given = load(starter())
    values = dict.fromkeys(VARIABLES, "2026-00042")
    for name, texts in given.templates.items():
        assert {"es", "en"} <= set(texts), name
        for lang in texts:
            done = render(texts, lang, values)
            assert not done.unresolved
            assert len(done.text) <= 280, (name, lang, len(done.text))
            assert all(one.name in VARIABLES for one in variables(texts[lang]))
