"""The questions put to X, each an answer in JSON, each paid for; faults as the contract's errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from social_console.connectors.x import faults
from social_console.connectors.x.posts import Me
from social_console.errors import ConfigError, Transient
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    import tweepy

    from social_console.connectors.x.meter import Meter
    from social_console.connectors.x.settings import XSettings

POST_FIELDS = (
    "attachments", "author_id", "conversation_id", "created_at", "edit_controls", "edit_history_tweet_ids", "entities",
    "in_reply_to_user_id", "lang", "note_tweet", "public_metrics", "referenced_tweets",
)  # fmt: skip
USER_FIELDS = ("name", "public_metrics", "username", "verified", "verified_type")
MEDIA_FIELDS = ("alt_text", "media_key", "preview_image_url", "type", "url")
EXPANSIONS = ("attachments.media_keys", "author_id", "referenced_tweets.id", "referenced_tweets.id.author_id")
AT_ONCE = 100
"""Posts that can be looked up in one request."""

Answer = Mapping[str, Any]


def _wanted() -> dict[str, Any]:
    return {
        "tweet_fields": list(POST_FIELDS),
        "user_fields": list(USER_FIELDS),
        "media_fields": list(MEDIA_FIELDS),
        "expansions": list(EXPANSIONS),
    }


class Asking:
    """One signed-in client."""

    def __init__(self, client: tweepy.Client, settings: XSettings, meter: Meter, handle: str) -> None:
        self._client = client
        self._settings = settings
        self._meter = meter
        self._handle = handle.lstrip("@")
        self._proved: Me | None = None

    def me(self) -> Me:
        """Which number the account has, without asking where the settings or the token say it."""
        if self._proved is not None:
            return self._proved
        token = self._settings.access_token
        number, dash, _rest = token.get_secret_value().partition("-") if token else ("", "", "")
        known = self._settings.user_id or (number if dash and number.isascii() and number.isdigit() else "")
        return Me(known, self._handle) if known else self.who()

    def who(self) -> Me:
        """Whose keys these are, as X says. ConfigError where they are another account's: nothing is read or said
        in its name."""
        if self._proved is None:
            with faults.reading():
                answer = self._sound(self._client.get_me(user_auth=True))
                self._meter.add(self._settings.price_per_user)
                found = Me(str(answer["data"]["id"]), str(answer["data"]["username"]))
            if found.handle.casefold() != self._handle.casefold() or self._settings.user_id not in ("", found.id):
                raise ConfigError(
                    _("These keys are of @{found}, not of @{handle}.").format(found=found.handle, handle=self._handle),
                    remedy=_("Give the access token of the account itself, or correct its handle and user_id."),
                )
            self._proved = found
        return self._proved

    def mentions(self, **where: Any) -> Answer:
        """Posts that mention the account, newest first."""
        return self._page(self._client.get_users_mentions, self.me().id, **where)

    def own(self, **where: Any) -> Answer:
        """The account's own posts, newest first."""
        return self._page(self._client.get_users_tweets, self.me().id, own=True, **where)

    def search(self, query: str, **where: Any) -> Answer:
        """Posts of the last seven days, newest first."""
        return self._page(self._client.search_recent_tweets, query, **where)

    def posts(self, names: Iterable[str], *, alone: bool = False) -> Answer:
        """These, at most `AT_ONCE`; what is missing stands in `errors`. `alone`: without what costs besides."""
        wanted = {"tweet_fields": list(POST_FIELDS)} if alone else _wanted()
        with faults.reading():
            answer = self._sound(self._client.get_tweets([*names], user_auth=True, **wanted))
        self._meter.charge(answer)
        return answer

    def post(self, text: str, in_reply_to: str | None) -> Answer:
        """Say `text`, under a post where one is named. The one request that changes anything."""
        with faults.sending():
            answer = self._client.create_tweet(text=text, in_reply_to_tweet_id=in_reply_to, user_auth=True)
            if not isinstance(answer, dict) or not str((answer.get("data") or {}).get("id") or ""):
                raise faults.in_doubt(answer)
            return answer

    def delete(self, name: str) -> bool:
        """Take a post of ours back; whether X has done so."""
        with faults.reading():
            answer = self._sound(self._client.delete_tweet(name, user_auth=True))
            return bool((answer.get("data") or {}).get("deleted"))

    def close(self) -> None:
        """Give the connections back."""
        self._client.session.close()

    def _page(self, call: Any, about: str, *, own: bool = False, **where: Any) -> Answer:
        given = {key: value for key, value in where.items() if value is not None}
        with faults.reading():
            answer = self._sound(call(about, user_auth=True, **_wanted(), **given))
        self._meter.charge(answer, own=own)
        return answer

    def _sound(self, answer: Any) -> Answer:
        if not isinstance(answer, dict):
            raise Transient(_("X gave an answer that makes no sense."), remedy=faults.again())
        return answer


def missing(answer: Answer, names: Sequence[str]) -> dict[str, str]:
    """Which of `names` X says it has not, or not for us: name → `deleted` or `withheld`."""
    listed = answer.get("errors")
    found: dict[str, str] = {}
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict):
            continue
        name, kind = str(one.get("resource_id") or one.get("value") or ""), str(one.get("type") or "")
        if name in names and kind.endswith("/resource-not-found"):
            found[name] = "deleted"
        elif name in names and kind.endswith("/not-authorized-for-resource"):
            found[name] = "withheld"
    return found
