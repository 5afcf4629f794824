"""The definitions in words, their version, and a hash that changes whenever a word of them does."""

from __future__ import annotations

import hashlib
import json

VERSION = 1

DEFINITIONS = {
    "moments": "Moments opened in the period: those whose first mention by the citizen was published in it.",
    "as_of": "Everything as it stood at that instant, by what was published or done by then, whenever it was seen; "
    "undone acts count in nothing.",
    "answered": "Has a human outbound after its opening mention: sent from here, elsewhere, or by hand (phone, "
    "counter); automatic messages are none, and one that bounced is none.",
    "never_answered": "Has none, a reply is owed, and it is neither closed nor dismissed.",
    "needing_reply": "answered + never_answered.",
    "first_response": "From the opening mention's publication to the first human outbound, sent here or elsewhere; "
    "those by hand apart; from_seen: the same from when the opening was first seen, where that was before the answer.",
    "next_response": "For each later wait: from the earliest unanswered mention to the next human outbound.",
    "resolution": "From the opening to the first close, where some answer had come before it; last: to the close "
    "that stands. A close without a reply is apart, by its reason.",
    "standards": "met / (met + breached), for each clock. Overdue and still running is breached; not yet due is "
    "pending and left out; a clock that a close without a reply, or no_reply, stopped in time is left out. Resolution "
    "by the close that stands. First response and resolution run from the first live mention that owes a reply.",
    "backlog": "All moments not closed and not dismissed, whenever opened, at the earlier of until and as-of; "
    "snoozed ones apart; by age since the opening.",
    "working_time": "The same intervals counted only inside the calendar of the moment's standard, by the rule set "
    "that decided its opening.",
    "medians": "Medians and 90th percentiles by linear interpolation between closest ranks, in seconds.",
    "groups": "By opening (day, week from Monday, month: local dates); by what tags, priority, owner and standard were "
    "as of then. A moment counts under each of its tags, and under each place its citizen named.",
}

HASH = hashlib.sha256(json.dumps([VERSION, DEFINITIONS], sort_keys=True).encode()).hexdigest()[:16]
