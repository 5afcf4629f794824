"""A long text in numbered parts, as each channel counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.connectors.bluesky.length import Length as Bluesky
from social_console.connectors.mastodon.limits import Length as Mastodon
from social_console.connectors.reddit.writing import Length as Reddit
from social_console.connectors.x.weighing import weight
from social_console.desk.splitting import MOST_PARTS, split
from social_console.errors import UsageError

CHANNELS: dict[str, tuple[Callable[[str], int], int]] = {
    "x": (weight, 280),
    "bluesky": (Bluesky().measure, 300),
    "mastodon": (Mastodon(500, acct="maria@otra.example").measure, 500),
    "reddit": (Reddit().measure, 10_000),
}
FAMILY = "👨‍👩‍👧‍👦"
WHOLE = [
    "https://ayuntamiento.example/avisos/2026/cortes-de-agua?sector=los-mina&dia=lunes",
    "#CortesDeAgua",
    "@obras.publicas@municipios.example",
    "ayuntamiento.example/agua",
    FAMILY,
    "e\u0301",
]
WORDS = ["El", "agua", "vuelve", "el", "lunes.", "¿Sector?", "Gracias,", "señora;", "水道", *WHOLE]


def texts() -> st.SearchStrategy[str]:
    """Words of every kind with every kind of white space between."""
    pairs = st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n"]))
    return st.lists(pairs, min_size=1, max_size=400).map(lambda found: "".join(word + gap for word, gap in found))


def bare(parts: list[str]) -> list[str]:
    """Without their numbers."""
    if len(parts) == 1:
        return parts
    count = len(parts)
    for n, part in enumerate(parts, start=1):
        assert part.endswith(f" ({n}/{count})")
    return [part.removesuffix(f" ({n}/{count})") for n, part in enumerate(parts, start=1)]


@pytest.mark.parametrize("channel", CHANNELS)
@settings(max_examples=60, deadline=None)
@given(text=texts())
def test_every_part_fits_and_nothing_is_lost_or_cut(channel: str, text: str) -> None:
    measure, maximum = CHANNELS[channel]
    try:
        found = split(text, measure, maximum)
    except UsageError as error:
        assert str(MOST_PARTS) in error.message
        return
    parts = [part.text for part in found]
    assert all(measure(part) <= maximum for part in parts)
    words = [word for part in bare(parts) for word in part.split()]
    assert words == text.split()
    assert all(regex.fullmatch(r"\X*", part) for part in parts)
    for n, part in enumerate(found):
        assert part.whole.split() == [word for one in bare(parts)[n:] for word in one.split()]


def test_a_short_text_is_one_part_without_a_number() -> None:
    (only,) = split("  Gracias por avisar. ", len, 280)
    assert (only.text, only.whole) == ("Gracias por avisar.", "Gracias por avisar.")


def test_it_is_cut_after_a_paragraph_else_a_sentence_else_a_word() -> None:
    paragraphs = split("uno dos tres\n\ncuatro cinco. seis siete ocho", len, 26)
    assert [part.text for part in paragraphs] == ["uno dos tres (1/3)", "cuatro cinco. (2/3)", "seis siete ocho (3/3)"]
    words = split("uno dos tres cuatro cinco seis siete ocho", len, 27)
    assert [part.text for part in words] == ["uno dos tres cuatro (1/2)", "cinco seis siete ocho (2/2)"]


def test_a_sentence_that_would_leave_a_part_half_empty_is_no_place_to_cut() -> None:
    first, *_rest = split("Sí. " + "palabra " * 20, len, 60)
    assert first.text.startswith("Sí. palabra palabra")


def test_the_numbers_count_in_the_limit() -> None:
    text = " ".join(["diez letra"] * 40)
    for maximum in range(40, 80):
        assert all(len(part.text) <= maximum for part in split(text, len, maximum))


def test_a_word_longer_than_a_post_is_cut_between_characters_as_people_see_them() -> None:
    parts = bare([part.text for part in split(FAMILY * 900, Bluesky().measure, 300)])
    assert "".join(parts) == FAMILY * 900
    assert all(len(part) % len(FAMILY) == 0 for part in parts)


def test_words_without_spaces_are_cut_around_a_hashtag() -> None:
    parts = bare([part.text for part in split("水" * 20 + "#水道" + "水" * 20, weight, 60)])
    assert "".join(parts) == "水" * 20 + "#水道" + "水" * 20


@pytest.mark.parametrize("whole", ["https://ejemplo.example/" + "a" * 300, "#" + "a" * 300, "@" + "a" * 300])
def test_what_must_stay_whole_and_does_not_fit_is_refused_by_name(whole: str) -> None:
    with pytest.raises(UsageError) as caught:
        split(f"Mire: {whole} y gracias", Bluesky().measure, 300)
    assert whole[:40] in caught.value.message


def test_a_link_that_x_counts_short_stays_whole_however_long_it_is() -> None:
    link = "https://ejemplo.org/" + "a" * 300
    parts = bare([part.text for part in split("palabra " * 60 + link, weight, 280)])
    assert parts[-1].endswith(link)


def test_there_is_an_end_to_it() -> None:
    with pytest.raises(UsageError) as caught:
        split("palabra " * 3_000, weight, 280)
    assert "25" in caught.value.message


def test_more_than_nine_parts_make_room_for_two_figures() -> None:
    parts = [part.text for part in split("palabra " * 400, weight, 280)]
    assert len(parts) > 9
    assert all(weight(part) <= 280 for part in parts)
    assert parts[9].endswith(f"(10/{len(parts)})")
