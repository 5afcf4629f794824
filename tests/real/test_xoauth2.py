"""XOAUTH2 against Dovecot, which asks a provider about each token, and Exim."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from social_console.connectors.base import Budget, Outgoing
from social_console.connectors.email import EmailConnector, EmailSettings
from social_console.errors import AuthError
from social_console.model import AccountRef, Mention
from tests.real import authorisation
from tests.real.mail import Mail, running
from tests.real.servers import Servers

pytestmark = pytest.mark.real


def connector(mail: Mail, provider: authorisation.Provider, office: str) -> EmailConnector:
    told = mail.settings(
        password=None,
        auth="xoauth2",
        oauth_provider="custom",
        oauth_client_id="our-app",
        oauth_device_url=f"{provider.base_url}/device",
        oauth_token_url=f"{provider.base_url}/token",
        oauth_refresh_token="r0",
    )
    account = AccountRef(institution="town", channel="email", handle=office)
    return EmailConnector(EmailSettings.model_validate(told), account)


def test_a_mailbox_is_read_and_answered_with_a_token() -> None:
    with (
        authorisation.running(authorisation.Provider()) as provider,
        running(Servers(introspection=f"{provider.base_url}/introspect")) as mail,
    ):
        office, citizen = mail.address("office"), mail.address()
        provider.user = office.split("@")[0]
        mail.citizen_sends(citizen, office, "Hola", by_smtp=False)
        one = connector(mail, provider, office)
        assert one.check().ok
        pages = list(one.fetch(one.streams()[0], None, Budget()))
        [mention] = [item for page in pages for item in page.items if isinstance(item, Mention)]
        one.send(one.prepare(Outgoing(text="Buenas", now=datetime.now(UTC)), mention))
        assert len(mail.wait_for(citizen)) == 1
        assert [path for path, _fields in provider.asked].count("/token") == 1, "one token serves both servers"
        one.close()
        provider.answers = [(200, {"access_token": "bad-1"})]
        with pytest.raises(AuthError):
            connector(mail, provider, office).check()
