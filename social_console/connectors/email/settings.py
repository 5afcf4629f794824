"""What an e-mail account needs to know, typed. Every address and every time-out is a setting."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

Tls = Literal["tls", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=3600)]

MEGABYTE = 1024 * 1024


class EmailSettings(BaseModel):
    """One mailbox, read by IMAP and answered by SMTP. The account's handle is its e-mail address."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    imap_host: str = Field(min_length=1)
    """The IMAP server's name."""
    imap_port: Port = 993
    """Its port: 993 for tls, 143 for starttls or none."""
    imap_tls: Tls = "tls"
    """tls (from the first byte), starttls, or none (only on this machine)."""
    smtp_host: str = ""
    """The server that takes outgoing mail; empty: replies cannot be sent."""
    smtp_port: Port = 587
    """Its port: 587 for starttls, 465 for tls."""
    smtp_tls: Tls = "starttls"
    """tls, starttls, or none (only on this machine)."""
    ca_file: Path | None = None
    """Certificates to trust besides the system's, for a server with a certificate of its own."""

    user: str = ""
    """The name to log in with; empty: the account's handle."""
    password: SecretStr | None = None
    """The password, or app password, of the mailbox."""
    smtp_user: str = ""
    """The name to log in with at the outgoing server; empty: as `user`."""
    smtp_password: SecretStr | None = None
    """The password at the outgoing server; none: as `password`."""
    smtp_auth: bool = True
    """Whether the outgoing server wants a login at all."""

    auth: Literal["password", "xoauth2"] = "password"
    """password, or xoauth2 (Microsoft 365 takes nothing else): then run `connectors login` once."""
    oauth_provider: Literal["microsoft", "google", "custom"] = "microsoft"
    """Whose login page: sets the three addresses below unless they are given."""
    oauth_tenant: str = "common"
    """Microsoft's directory (tenant) id or domain."""
    oauth_client_id: str = ""
    """The id of the application that you registered with the provider."""
    oauth_client_secret: SecretStr | None = None
    """Its secret, where the provider gave one (Google does)."""
    oauth_device_url: str = ""
    """Where a device code is asked for."""
    oauth_token_url: str = ""
    """Where codes are exchanged for tokens."""
    oauth_scope: str = ""
    """What is asked for, separated by spaces."""
    oauth_refresh_token: SecretStr | None = None
    """What `connectors login` keeps among the secrets where there is no token_file."""
    token_file: Path | None = None
    """Where tokens are kept and renewed, with mode 0600, outside the home folder."""

    folders: tuple[str, ...] = ("INBOX",)
    """The folders whose mail is from citizens."""
    sent_folder: str = ""
    """The folder of sent mail; empty: the one that the server marks as such."""
    junk_folder: str = ""
    """The folder of spam, which `doctor` looks into; empty: the one that the server marks as such."""
    save_sent: Literal["auto", "yes", "no"] = "auto"
    """Whether to file what was sent; auto: yes, except with Gmail and Microsoft 365, which do it themselves."""

    from_name: str = ""
    """The name beside the address in what is sent: the institution's, never a person's."""
    own_addresses: tuple[str, ...] = ()
    """Other addresses of the institution's own: what comes from them is not from a citizen."""
    copy_to: str = ""
    """Where the copy that proves a reply's sending goes; empty: the account's own address."""
    forms: tuple[str, ...] = ()
    """Senders of web forms (an address, or @domain): their mail belongs to the person who filled the form in."""

    max_size: Annotated[int, Field(ge=10_000)] = 25 * MEGABYTE
    """Bytes; of a larger message only the header is read, and it goes to quarantine."""
    max_attachments: Annotated[int, Field(ge=0)] = 15 * MEGABYTE
    """Bytes of files that a reply may carry."""
    page_size: Annotated[int, Field(ge=1, le=1000)] = 50
    """Messages a page."""
    timeout: Seconds = 30.0
    """Seconds to wait for an answer of either server."""
    data_timeout: Seconds = 180.0
    """Seconds to wait for the outgoing server's last word on a message."""
    send_deadline: Seconds = 300.0
    """Seconds after which a sending that has not come to its end is given up, with nothing sent."""
    idle_renew: Annotated[float, Field(gt=0, le=28 * 60)] = 25 * 60.0
    """Seconds after which waiting for new mail is renewed (servers hang up after 29 minutes)."""
    poll: Seconds = 60.0
    """Seconds between looks, where the server cannot tell of new mail by itself."""

    @field_validator("own_addresses", "forms", mode="after")
    @classmethod
    def _fold(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(address.strip().lower() for address in value)
