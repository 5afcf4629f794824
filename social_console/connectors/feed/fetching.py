"""One conditional GET: streamed, capped in bytes and in time, redirects taken one by one."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass

import httpx

from social_console.connectors.feed import guard
from social_console.connectors.feed.faults import answer_fault, told, transport_fault
from social_console.connectors.feed.settings import FeedSettings
from social_console.errors import ConnectorError, Transient
from social_console.i18n import gettext as _

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional; as the server gave it."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a feed and where they came from in the end; `content` is None where nothing is new."""

    url: str
    content: bytes | None
    type: str = ""
    validators: Validators = Validators()


def fetch(url: str, settings: FeedSettings, known: Validators) -> Document:
    """Raises the contract's errors. Blocks at most `settings.deadline`."""
    start = _parsed(url)
    try:
        return asyncio.run(asyncio.wait_for(_fetch(start, settings, known), settings.deadline))
    except ConnectorError:
        raise
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError, TimeoutError) as error:
        raise transport_fault(start, error) from error


async def _fetch(url: httpx.URL, settings: FeedSettings, known: Validators) -> Document:
    for _hop in range(settings.max_redirects + 1):
        guard.check_scheme(url)
        found = await _one(url, settings, known)
        if isinstance(found, Document):
            return found
        url = found
    raise Transient(_("{url} leads from address to address without end.").format(url=told(url)))


async def _one(url: httpx.URL, settings: FeedSettings, known: Validators) -> Document | httpx.URL:
    """The document, or where it has moved to."""
    async with _client(settings) as client:
        request = await _request(client, url, settings, known)
        answer = await client.send(request, stream=True)
        try:
            if answer.has_redirect_location:
                return _moved(url, answer)
            fault = answer_fault(url, answer)
            if fault is not None:
                raise fault
            content = None if answer.status_code == httpx.codes.NOT_MODIFIED else await _body(url, answer, settings)
        finally:
            await answer.aclose()
    given = Validators(answer.headers.get("etag"), answer.headers.get("last-modified"))
    return Document(str(url), content, answer.headers.get("content-type", ""), given)


def _client(settings: FeedSettings) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=settings.timeout, follow_redirects=False, trust_env=False, proxy=settings.proxy or None
    )


async def _request(
    client: httpx.AsyncClient, url: httpx.URL, settings: FeedSettings, known: Validators
) -> httpx.Request:
    """Sent to the address that was checked; the name goes into Host and into the certificate's check."""
    head = {"User-Agent": settings.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}
    if known.etag:
        head["If-None-Match"] = known.etag
    if known.modified:
        head["If-Modified-Since"] = known.modified
    if settings.proxy and not settings.allow_private:
        guard.check_address(url, url.host)  # names are the proxy's to look up
    if settings.allow_private or settings.proxy:
        return client.build_request("GET", url, headers=head)
    address = await guard.public_address(url)
    head["Host"] = url.netloc.decode("ascii")
    return client.build_request(
        "GET", url.copy_with(host=address), headers=head, extensions={"sni_hostname": url.raw_host.decode("ascii")}
    )


async def _body(url: httpx.URL, answer: httpx.Response, settings: FeedSettings) -> bytes:
    """Counted after decompression, so that a small answer cannot become a large one."""
    content = bytearray()
    async for chunk in answer.aiter_bytes(65_536):
        content += chunk
        if len(content) > settings.max_bytes:
            raise Transient(
                _("{url} gives more than {limit} bytes.").format(url=told(url), limit=settings.max_bytes),
                remedy=_("If the feed is really so long, raise max_bytes for this account."),
            )
    return bytes(content)


def _moved(url: httpx.URL, answer: httpx.Response) -> httpx.URL:
    try:
        return url.join(answer.headers.get("location", ""))
    except httpx.InvalidURL as error:
        raise transport_fault(url, error) from error


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Transient(_("“{url}” is no address.").format(url=told(url))) from error
