"""The client: tweepy with its host, its time-outs and its patience taken in hand.

tweepy sets no time-out, knows but one host, and would follow redirects with our credentials: this adapter, mounted on
its session, sees to all three. Nothing here retries.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import requests
import tweepy
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from social_console.errors import ConfigError
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.connectors.x.settings import XSettings

HOST = "https://api.twitter.com"
"""What tweepy always asks."""
_CHUNK = 65_536
_RESET = "x-rate-limit-reset"


class Rerouted(HTTPAdapter):
    """Asks the host of the settings, within the time of the settings, for at most so many bytes."""

    def __init__(self, settings: XSettings) -> None:
        super().__init__(max_retries=0)
        self._settings = settings

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """One request, one answer, read whole."""
        options = self._settings
        end = time.monotonic() + options.deadline
        if request.url is not None and options.base_url != HOST:
            request.url = options.base_url.rstrip("/") + request.url.removeprefix(HOST)
        if request.method != "GET":
            self.poolmanager.clear()  # on a kept connection that was hung up meanwhile nobody could tell what arrived
        kwargs |= {"timeout": (options.connect_timeout, options.timeout), "stream": True}
        response = super().send(request, *args, **kwargs)
        try:
            response._content = self._read(response, end)
            response._content_consumed = True
        except BaseException:
            response.close()
            raise
        if not response.headers.get(_RESET, "0").isdecimal():
            del response.headers[_RESET]  # tweepy would stumble over it, and the 429 be no 429 any more
        return response

    def _read(self, response: requests.Response, end: float) -> bytes:
        """As much as comes at a time, so that an answer that drips is noticed."""
        body = bytearray()
        try:
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                body += chunk
                if len(body) > self._settings.max_answer:
                    raise requests.exceptions.ContentDecodingError("the answer is too long")
                if time.monotonic() > end:
                    raise requests.exceptions.ReadTimeout("the answer took too long")
        except HTTPError as error:
            raise requests.exceptions.ChunkedEncodingError(error) from error
        return bytes(body)


def client(settings: XSettings) -> tweepy.Client:
    """Signed in as the account's own user. Nothing goes over the network yet."""
    secrets = [
        each.get_secret_value() if each else ""
        for each in (
            settings.api_key,
            settings.api_key_secret,
            settings.access_token,
            settings.access_token_secret,
        )
    ]
    if not all(secrets):
        raise ConfigError(
            _("The account on X lacks keys: it needs all four."),
            remedy=_("Give api_key, api_key_secret, access_token and access_token_secret among the secrets."),
        )
    made = tweepy.Client(None, *secrets, return_type=dict, wait_on_rate_limit=False)
    made.session.max_redirects = 0
    adapter = Rerouted(settings)
    for prefix in ("https://", "http://"):
        made.session.mount(prefix, adapter)
    return made
