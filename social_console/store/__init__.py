"""The inbox: everything that is kept, in one SQLite file. SQL lives here and nowhere else.

    with inbox.writing() as tx:              # BEGIN IMMEDIATE; committed whole, or nothing
        arrived = store_arrivals(tx, arrivals, promises=…, now=…, reopen_within=…)
        save_stream(tx, key, state, now)

Names are loaded when they are first used, so that opening an inbox to list it stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .acting import act, acts, refold, refold_working, rejudge, resolve, state, undo
    from .arrivals import store_arrivals
    from .context import contexts
    from .copying import copy_inbox, integrity
    from .details import author_history, detail, judgements, stored_mention, stored_mentions
    from .erasing import drop_revisions, erase_withdrawn, tidy_search
    from .facts import fact, save_fact
    from .inbox import Inbox
    from .log import changed_since, event, events, newest_event
    from .measures import left_open, opened_between, standings, standings_left, told, touched_by
    from .parts import following, gather, going_out, parts_of, posted_before, split_draft
    from .quarantine import (
        quarantine_add,
        quarantine_drop,
        quarantine_forget,
        quarantine_get,
        quarantine_list,
        quarantine_settle,
    )
    from .queries import FIXED_VIEWS, VIEWS, counts, page, rows, view_ids
    from .replaying import judged_of, judged_since, past_since
    from .reply import cas, draft_of, due_replies, get_reply, replies, save_draft, sent_texts
    from .restricted import Reader, unreadable
    from .rulesets import load_rules, put_in_force, replaced_since, rule_set_in_force, rule_sets
    from .search import rebuild_search, search_hits
    from .similar import first_of_each
    from .spending import cost_of_replies, counted, spent_states, tell_spending, told_spending
    from .stream import coverage, end_pause, fail_stream, record_gap, release_stream, save_stream, streams, take_stream
    from .timeline import events_in, timelines
    from .unseen import News, news
    from .values import (
        Arrival,
        Arrived,
        Blind,
        Detail,
        Judgement,
        Opened,
        Past,
        Problem,
        Quarantined,
        Reply,
        Row,
        Slice,
        StoredMention,
        StoredRuleSet,
        Stream,
    )
    from .verification import verify

_HOMES = {
    "acting": "act acts refold refold_working rejudge resolve state undo",
    "arrivals": "store_arrivals",
    "context": "contexts",
    "copying": "copy_inbox integrity",
    "details": "author_history detail judgements stored_mention stored_mentions",
    "erasing": "drop_revisions erase_withdrawn tidy_search",
    "log": "changed_since event events newest_event",
    "facts": "fact save_fact",
    "inbox": "Inbox",
    "measures": "left_open opened_between standings standings_left told touched_by",
    "quarantine": "quarantine_add quarantine_drop quarantine_forget quarantine_get quarantine_list quarantine_settle",
    "queries": "FIXED_VIEWS VIEWS counts page rows view_ids",
    "restricted": "Reader unreadable",
    "replaying": "judged_of judged_since past_since",
    "parts": "following gather going_out parts_of posted_before split_draft",
    "reply": "cas draft_of due_replies get_reply replies save_draft sent_texts",
    "rulesets": "load_rules put_in_force replaced_since rule_set_in_force rule_sets",
    "search": "rebuild_search search_hits",
    "similar": "first_of_each",
    "spending": "cost_of_replies counted spent_states tell_spending told_spending",
    "stream": "coverage end_pause fail_stream record_gap release_stream save_stream streams take_stream",
    "timeline": "events_in timelines",
    "unseen": "News news",
    "values": (
        "Arrival Arrived Blind Detail Judgement Opened Past Problem Quarantined Reply Row Slice StoredMention "
        "StoredRuleSet Stream"
    ),
    "verification": "verify",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Load the module that holds `name`."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


__all__ = [
    "FIXED_VIEWS",
    "VIEWS",
    "Arrival",
    "Arrived",
    "Blind",
    "Detail",
    "Inbox",
    "Judgement",
    "News",
    "Opened",
    "Past",
    "Problem",
    "Quarantined",
    "Reader",
    "Reply",
    "Row",
    "Slice",
    "StoredMention",
    "StoredRuleSet",
    "Stream",
    "act",
    "acts",
    "author_history",
    "cas",
    "changed_since",
    "contexts",
    "copy_inbox",
    "cost_of_replies",
    "counted",
    "counts",
    "coverage",
    "detail",
    "draft_of",
    "drop_revisions",
    "due_replies",
    "end_pause",
    "erase_withdrawn",
    "event",
    "events",
    "events_in",
    "fact",
    "fail_stream",
    "first_of_each",
    "following",
    "gather",
    "get_reply",
    "going_out",
    "integrity",
    "judged_of",
    "judged_since",
    "judgements",
    "left_open",
    "load_rules",
    "newest_event",
    "news",
    "opened_between",
    "page",
    "parts_of",
    "past_since",
    "posted_before",
    "put_in_force",
    "quarantine_add",
    "quarantine_drop",
    "quarantine_forget",
    "quarantine_get",
    "quarantine_list",
    "quarantine_settle",
    "rebuild_search",
    "record_gap",
    "refold",
    "refold_working",
    "rejudge",
    "release_stream",
    "replaced_since",
    "replies",
    "resolve",
    "rows",
    "rule_set_in_force",
    "rule_sets",
    "save_draft",
    "save_fact",
    "save_stream",
    "search_hits",
    "sent_texts",
    "spent_states",
    "split_draft",
    "standings",
    "standings_left",
    "state",
    "store_arrivals",
    "stored_mention",
    "stored_mentions",
    "streams",
    "take_stream",
    "tell_spending",
    "tidy_search",
    "timelines",
    "told",
    "told_spending",
    "touched_by",
    "undo",
    "unreadable",
    "verify",
    "view_ids",
]
