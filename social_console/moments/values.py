"""Tags, priority, owner and standard: what rules say in order, outranked for good by what persons set or removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from social_console.clock import Promises
from social_console.model import Priority, Verdict

RULES = "rules"
DEFAULT = "default"

_LABELS = {priority.label: priority for priority in Priority}


class Values:
    """Gathers verdicts in order of (published, id) and acts in order of (done, id)."""

    __slots__ = (
        "_promises", "_rank", "approve", "escalated_owner", "person_owner", "person_priority", "person_tags",
        "restrict", "rule_owner", "rule_priority", "rule_standard", "rule_tags", "suggest",
    )  # fmt: skip

    def __init__(self, promises: Promises) -> None:
        self._promises = promises
        self._rank: float | None = None
        self.rule_tags: list[str] = []
        self.rule_priority: Priority | None = None
        self.rule_owner: str | None = None
        self.rule_standard: str | None = None
        self.escalated_owner: str | None = None
        self.suggest: str | None = None
        self.approve = self.restrict = False
        self.person_tags: dict[str, str | None] = {}
        self.person_priority: tuple[Priority, str] | None = None
        self.person_owner: tuple[str | None, str] | None = None

    def hear(self, verdict: Verdict) -> None:
        """Fold in one mention's verdict, as rules fold within a mention."""
        if verdict.tags:
            self.rule_tags.extend(verdict.tags)
        self._raise_priority(verdict.priority)
        if verdict.owner is not None and self.rule_owner is None:
            self.rule_owner = verdict.owner
        if verdict.standard is not None:
            self._stricter(verdict.standard)
        if self.suggest is None:
            self.suggest = verdict.suggest
        self.approve = self.approve or verdict.approve
        self.restrict = self.restrict or verdict.restrict

    def escalate(self, data: Any) -> None:
        """What an escalation changes counts as the rules' own, later word."""
        if data.get("assign"):
            self.escalated_owner = str(data["assign"])
        self._raise_priority(_LABELS.get(data.get("priority") or ""))
        tags = data.get("tag") or ()
        self.rule_tags.extend([tags] if isinstance(tags, str) else tags)

    def own(self, owner: str | None, by: str) -> None:
        """A person gives it to somebody, or to nobody."""
        self.person_owner = (owner, by)

    def tag(self, tags: Iterable[str], by: str) -> None:
        """A person adds tags."""
        self.person_tags.update(dict.fromkeys(tags, by))

    def untag(self, tags: Iterable[str]) -> None:
        """A person removes tags: no rule brings them back."""
        self.person_tags.update(dict.fromkeys(tags))

    def prioritise(self, label: str, by: str) -> None:
        """A person sets the priority."""
        if label in _LABELS:
            self.person_priority = (_LABELS[label], by)

    def tags(self) -> dict[str, str]:
        """Each tag with who set it."""
        if not self.person_tags:
            return dict.fromkeys(self.rule_tags, RULES)
        both: dict[str, str | None] = {**dict.fromkeys(self.rule_tags, RULES), **self.person_tags}
        return {tag: by for tag, by in both.items() if by is not None}

    def priority(self) -> tuple[Priority, str]:
        """The person's, else the highest that a rule set, else the default."""
        if self.person_priority is not None:
            return self.person_priority
        if self.rule_priority is not None:
            return self.rule_priority, RULES
        return self._promises.default_priority, DEFAULT

    def owner(self) -> tuple[str | None, str | None]:
        """The person's word, else an escalation's, else the first rule's."""
        if self.person_owner is not None:
            return self.person_owner
        owner = self.escalated_owner or self.rule_owner
        return owner, RULES if owner is not None else None

    def standard(self) -> tuple[str | None, str | None]:
        """The strictest that a rule set, else the default."""
        if self.rule_standard is not None:
            return self.rule_standard, RULES
        default = self._promises.default_standard
        return default, DEFAULT if default is not None else None

    def _raise_priority(self, priority: Priority | None) -> None:
        if priority is not None and (self.rule_priority is None or priority > self.rule_priority):
            self.rule_priority = priority

    def _stricter(self, name: str) -> None:
        found = self._promises.by_name.get(name)
        rank = found[0] if found else float("inf")
        if self._rank is None or rank < self._rank:
            self._rank, self.rule_standard = rank, name
