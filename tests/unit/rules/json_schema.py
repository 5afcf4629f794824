"""As much of JSON Schema as `rules schema` uses, so that what editors will say can be tried without one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Json = Any
_KINDS: dict[str, Callable[[Json], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}
_TOLD = {"$schema", "$defs", "title", "description", "examples", "format"}
_ELSEWHERE = {"additionalProperties"}
"""Is read together with another keyword."""


class Schema:
    """One schema with what it refers to."""

    def __init__(self, root: Mapping[str, Json]) -> None:
        self._root = root

    def takes(self, value: Json, schema: Mapping[str, Json] | None = None) -> bool:
        """Whether an editor would have nothing to say."""
        schema = self._root if schema is None else schema
        if isinstance(schema.get("additionalProperties"), dict) and isinstance(value, dict):
            if not all(self.takes(one, schema["additionalProperties"]) for one in value.values()):
                return False
        asked = schema.keys() - _TOLD - _ELSEWHERE  # of an unknown keyword the test dies
        return all(getattr(self, "_" + key.strip("$"))(value, schema) for key in asked)

    def _ref(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return self.takes(value, self._root["$defs"][schema["$ref"].removeprefix("#/$defs/")])

    def _anyOf(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return any(self.takes(value, one) for one in schema["anyOf"])

    def _allOf(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return all(self.takes(value, one) for one in schema["allOf"])

    def _type(self, value: Json, schema: Mapping[str, Json]) -> bool:
        kinds = schema["type"]
        return any(_KINDS[kind](value) for kind in ([kinds] if isinstance(kinds, str) else kinds))

    def _enum(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return value in schema["enum"]

    def _pattern(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, str) or re.search(schema["pattern"], value) is not None

    def _maxLength(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, str) or len(value) <= schema["maxLength"]

    def _minimum(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not _KINDS["number"](value) or value >= schema["minimum"]

    def _maximum(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not _KINDS["number"](value) or value <= schema["maximum"]

    def _required(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, dict) or set(schema["required"]) <= value.keys()

    def _minProperties(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, dict) or len(value) >= schema["minProperties"]

    def _maxProperties(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, dict) or len(value) <= schema["maxProperties"]

    def _propertyNames(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, dict) or all(self.takes(name, schema["propertyNames"]) for name in value)

    def _properties(self, value: Json, schema: Mapping[str, Json]) -> bool:
        if not isinstance(value, dict):
            return True
        known = schema["properties"]
        return value.keys() <= known.keys() and all(self.takes(one, known[name]) for name, one in value.items())

    def _minItems(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, list) or len(value) >= schema["minItems"]

    def _items(self, value: Json, schema: Mapping[str, Json]) -> bool:
        return not isinstance(value, list) or all(self.takes(one, schema["items"]) for one in value)
