"""Where the keys and values of a TOML text stand."""

from __future__ import annotations

from social_console.settings.places import Path, find_places

TEXT = '''\
# a comment = [ "not a key" ]
top = "a # no comment" # one
"quoted key" = \'it is\'
dotted.inner = 1
many = [
  "one", # first
  ["two", { deep = true, "x y" = 2 }],
]
long = """
[not.a.table]
key = "no"
""" 
[table."sub.key"]
date = 2026-11-21T08:00:00-04:00 # when
[[list]]
n = 1
[[list]]
n = 2
[list.under]
m = 3
'''


def test_keys_and_values_have_their_line_and_column() -> None:
    places = find_places(TEXT)
    expected: dict[Path, tuple[tuple[int, int], tuple[int, int]]] = {
        ("top",): ((2, 1), (2, 7)),
        ("quoted key",): ((3, 1), (3, 16)),
        ("dotted", "inner"): ((4, 8), (4, 16)),
        ("many", 1, 1, "deep"): ((7, 13), (7, 20)),
        ("many", 1, 1, "x y"): ((7, 26), (7, 34)),
        ("long",): ((9, 1), (9, 8)),
        ("table", "sub.key", "date"): ((14, 1), (14, 8)),
        ("list", 1, "n"): ((18, 1), (18, 5)),
        ("list", 1, "under", "m"): ((20, 1), (20, 5)),
    }
    assert {path: (places.key(path), places.value(path)) for path in expected} == expected


def test_a_path_that_is_not_there_has_the_place_of_the_table_around_it() -> None:
    assert find_places(TEXT).key(("list", 1, "under", "missing")) == (19, 1)


def test_a_values_text_ends_before_its_comment() -> None:
    places = find_places(TEXT)
    start, end = places.values["table", "sub.key", "date"]
    assert TEXT[start:end] == "2026-11-21T08:00:00-04:00"
