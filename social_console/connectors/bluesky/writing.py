"""A reply: made whole and named before it is sent, so that sending it twice is sending it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from social_console.connectors.base import Absent, Outgoing, Prepared, Receipt
from social_console.connectors.bluesky import looking
from social_console.connectors.bluesky.faults import malformed
from social_console.connectors.bluesky.length import MOST_CHARACTERS, Length
from social_console.connectors.bluesky.naming import POST, Name, new_key, parts
from social_console.connectors.bluesky.posts import Posts
from social_console.connectors.bluesky.service import Service
from social_console.errors import Gone, PermissionDenied, Rejected
from social_console.i18n import gettext as _
from social_console.model import Mention

VERSION = 1
_FALLBACK = "es"


def prepare(service: Service, reply: Outgoing, target: Mention, langs: tuple[str, ...]) -> Prepared:
    """The whole record with its date and its key. The same record under the same key is one post, however often."""
    _check(reply)
    place, citizen = _place(service, target), reply.answers or target
    more: dict[str, Any] = {"langs": list(langs or (reply.lang or citizen.lang or _FALLBACK,)), "reply": place}
    if facets := _facets(service, reply.text, citizen):
        more["facets"] = facets
    return _prepared(service, reply, more)


def prepare_alone(service: Service, reply: Outgoing, langs: tuple[str, ...]) -> Prepared:
    """A record that answers nothing, in plain words."""
    _check(reply)
    return _prepared(service, reply, {"langs": list(langs or (reply.lang or _FALLBACK,))})


def _prepared(service: Service, reply: Outgoing, more: dict[str, Any]) -> Prepared:
    made = reply.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    record: dict[str, Any] = {"$type": POST, "text": reply.text, "createdAt": made, **more}
    name = Name(service.did, POST, new_key(reply.now))
    return Prepared(v=VERSION, ref=name.uri, data={"key": name.key, "record": record})


def send(service: Service, posts: Posts, prepared: Prepared) -> Receipt:
    """Where the post is there already, nothing happens and its receipt comes back."""
    key, record = str(prepared.data["key"]), prepared.data["record"]
    if "reply" in record:
        _check_target(service, str(record["reply"]["parent"]["uri"]))
    body = {"repo": service.did, "collection": POST, "rkey": key, "record": record}
    made = service.call("com.atproto.repo.putRecord", body, making=True)
    if "uri" not in made or "cid" not in made:
        raise malformed(making=True)
    return _receipt(service, posts, made, record)


def find(service: Service, posts: Posts, prepared: Prepared) -> Receipt | Absent:
    """In our own repository, which is the truth itself: what is not there was not posted."""
    key = str(prepared.data["key"])
    try:
        there = service.query("com.atproto.repo.getRecord", repo=service.did, collection=POST, rkey=key)
    except Rejected as error:
        if error.reason != "RecordNotFound":
            raise
        return Absent(conclusive=True, reason=_("The post is not in our account."))
    if not isinstance(there.get("value"), dict):
        raise malformed()
    return _receipt(service, posts, there, there["value"])


def delete(service: Service, ref: str) -> None:
    """One of our own; twice is as once."""
    name = parts(ref)
    if name is None or name.did != service.did:
        raise Rejected(_("That is no post of this account."), reason="not-ours")
    service.call("com.atproto.repo.deleteRecord", {"repo": name.did, "collection": POST, "rkey": name.key})


def _check(reply: Outgoing) -> None:
    length = Length().measure(reply.text)
    if not reply.text.strip():
        raise Rejected(_("The reply is empty."), reason="empty")
    if length > MOST_CHARACTERS:
        raise Rejected(
            _("The reply has {n} characters; Bluesky takes {limit}.").format(n=length, limit=MOST_CHARACTERS),
            reason="too-long",
        )
    if reply.attachments:
        raise Rejected(_("Files cannot be sent to Bluesky from here."), reason="attachments")


def _place(service: Service, target: Mention) -> dict[str, Any]:
    """Parent and root, each with the hash of what it said."""
    if parts(target.name) is None:
        raise Rejected(_("Only a post of Bluesky can be answered at Bluesky."), reason="no-post")
    cid, root = target.extra.get("cid"), target.extra.get("root")
    if not cid:  # imported, or added by hand
        view = looking.views(service, [target.name]).get(target.name)
        if view is None:
            raise _gone()
        cid = view["cid"]
        root = ((view.get("record") or {}).get("reply") or {}).get("root")
    parent = {"uri": target.name, "cid": str(cid)}
    return {"root": dict(root) if root else parent, "parent": parent}


def _check_target(service: Service, uri: str) -> None:
    """An answer to what is gone, or where answers are closed, would be seen by nobody."""
    view = looking.views(service, [uri]).get(uri)
    if view is None:
        if looking.is_gone(service, uri):
            raise _gone()
        return
    if (view.get("viewer") or {}).get("replyDisabled"):
        raise PermissionDenied(
            _("The author lets only some people answer, and this account is not among them."),
            remedy=_("Answer in another way, and note it with `answered`."),
        )


def _gone() -> Gone:
    return Gone(_("The post that this answers has been deleted."))


def _facets(service: Service, text: str, target: Mention) -> list[dict[str, Any]]:
    """Links, tags and mentions with the bytes where they stand; without them they would be plain words."""
    from atproto_client.models.utils import get_model_as_dict
    from atproto_client.utils.facet_detection import detect_facets

    found = [get_model_as_dict(one) for one in detect_facets(text)]
    return sorted([*found, *_people(service, text, target)], key=lambda one: int(one["index"]["byteStart"]))


def _people(service: Service, text: str, target: Mention) -> Iterator[dict[str, Any]]:
    from atproto_client.utils.facet_detection import detect_mentions

    known: dict[str, str | None] = {(target.author.handle or "").lower(): target.author.id}
    for one in detect_mentions(text):
        handle = one.handle.lower()
        if handle not in known:
            known[handle] = service.did_of(handle)
        if did := known[handle]:
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
            yield {"index": {"byteStart": one.byte_start, "byteEnd": one.byte_end}, "features": [feature]}


def _receipt(service: Service, posts: Posts, there: Mapping[str, Any], record: Mapping[str, Any]) -> Receipt:
    author = {"did": service.did, "handle": service.handle}
    view = {"uri": there["uri"], "cid": there["cid"], "record": record, "author": author}
    mention = posts.mention(view)
    return Receipt(ref=mention.name, at=mention.created_at, mention=mention, url=mention.url)
