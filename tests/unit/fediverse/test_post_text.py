"""HTML of posts, as servers really write it, to text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.post_text import to_text

MENTION = '<span class="h-card" translate="no"><a href="{url}" class="u-url mention">@<span>{shown}</span></a></span>'
LINK = (
    '<a href="https://example.com/a/very/long/path?x=1&amp;y=2" target="_blank" rel="nofollow noopener">'
    '<span class="invisible">https://</span><span class="ellipsis">example.com/a/very/long/pa</span>'
    '<span class="invisible">th?x=1&amp;y=2</span></a>'
)
TAG = '<a href="https://social.example/tags/agua" class="mention hashtag" rel="tag">#<span>Agua</span></a>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hola</p>", "Hola"),
        ("<p>uno<br />dos</p><p>tres</p>", "uno\ndos\n\ntres"),
        (f"<p>vean {LINK} ya</p>", "vean https://example.com/a/very/long/path?x=1&y=2 ya"),
        (f"<p>sin {TAG} hoy</p>", "sin #Agua hoy"),
        (f"<p>{MENTION.format(url='https://social.example/@town', shown='town')} hola</p>", "@town hola"),
        ('<p><a href="https://example.com/x">el plan</a></p>', "el plan (https://example.com/x)"),
        ('<p><a href="javascript:alert(1)">pulse</a></p>', "pulse"),
        ("<p>1 &lt; 2 &amp;&amp; &quot;sí&quot;</p>", '1 < 2 && "sí"'),
        ("<p>hola<script>alert(1)</script></p>", "hola"),
        ('<p><a class="hashtag" rel="tag" href="https://pleroma.example/tag/agua">#agua</a></p>', "#agua"),
        ("", ""),
        ("texto sin marcas", "texto sin marcas"),
    ],
)
def test_it_reads_as_a_person_would(html: str, text: str) -> None:
    assert to_text(html) == text


def test_people_elsewhere_keep_their_servers_name() -> None:
    html = f"<p>{MENTION.format(url='https://other.example/@Ana', shown='Ana')} y gracias</p>"
    assert to_text(html, {"https://other.example/@Ana": "Ana@other.example"}) == "@Ana@other.example y gracias"
    assert to_text(html, {"https://other.example/@ana/": "ana"}) == "@Ana y gracias"


def test_a_name_cannot_bring_markup() -> None:
    html = MENTION.format(url="https://evil.example/@x", shown="x")
    assert to_text(html, {"https://evil.example/@x": "x@<b>evil</b>"}) == "@x@<b>evil</b>"


@given(st.text(alphabet="<>a/\"'= pbr&;#@x", max_size=300))
def test_no_markup_breaks_it(html: str) -> None:
    assert isinstance(to_text(html), str)


@pytest.mark.parametrize("piece", ['<a class="mention" ', "<a>", '<a href="', "<a class='mention'>@", "</a>", "<p><a "])
def test_long_nonsense_takes_no_longer_than_its_length(piece: str) -> None:
    began = time.process_time()
    to_text(piece * 20_000)
    assert time.process_time() - began < 10
