"""Dovecot (IMAP, LMTP) and Exim (submission) as anybody: their configurations, start and stop."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.real import needs

DOVECOT = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_username_format = %Ln
auth_failure_delay = 0
auth_cache_size = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%n
mail_max_userip_connections = 100
lmtp_save_to_detail_mailbox = no
imap_capability = {capability}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%n
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""
OAUTH2 = """
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 5000
"""
EXIM = """
spool_directory = {home}/spool
log_file_path = {home}/log/exim-%slog
pid_file_path = {home}/exim.pid
local_interfaces = <; 127.0.0.1.{smtp}
daemon_smtp_ports = {smtp}
exim_user = {user}
exim_group = {group}
primary_hostname = localhost
keep_environment =
host_lookup =
never_users =
deliver_drop_privilege = true
tls_advertise_hosts = *
tls_certificate = {home}/cert.pem
tls_privatekey = {home}/key.pem
auth_advertise_hosts = *
smtputf8_advertise_hosts = *
message_size_limit = 60M
smtp_accept_max = 100
smtp_accept_max_per_connection = 1000
smtp_receive_timeout = 60s
acl_smtp_rcpt = rcpt
acl_smtp_data = data
begin acl
rcpt:
  deny message = authentication required
    !authenticated = *
  deny message = no such mailbox here
    local_parts = ^refused
  defer message = this mailbox is busy
    local_parts = ^later
  accept
data:
  deny message = this content is not welcome
    condition = ${{if match{{$message_body}}{{PLEASE-REFUSE-THIS}}}}
  accept
begin routers
local:
  driver = manualroute
  domains = {domain}
  route_list = * 127.0.0.1 byname
  self = send
  transport = lmtp
begin transports
lmtp:
  driver = smtp
  protocol = lmtp
  port = {lmtp}
  hosts_try_fastopen =
  allow_localhost
begin retry
* * F,1h,5s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if eq{{$auth2}}{{{password}}}}}
  server_set_id = $auth1
xoauth2:
  driver = plaintext
  public_name = XOAUTH2
  server_prompts =
  server_condition = ${{if match{{$auth1}}{{auth=Bearer good-}}}}
  server_set_id = $auth1
"""


@dataclass
class Servers:
    """One Dovecot and one Exim under a folder of their own; `start` picks free ports."""

    domain: str = "example.org"
    password: str = "secret"
    introspection: str = "http://127.0.0.1:9/"
    """Where Dovecot asks whether an access token is good."""
    capability: str = ""
    """Instead of what Dovecot would say that it can do (to hide IDLE)."""
    home: Path = field(default_factory=Path)
    ports: dict[str, int] = field(default_factory=dict)

    def start(self) -> None:
        """As `nobody` where we are root: neither server likes to be."""
        dovecot = needs.program("dovecot", "dovecot-imapd dovecot-lmtpd")
        exim = needs.program("exim4", "exim4-daemon-light")
        openssl = needs.program("openssl", "openssl")
        if not self.home.is_absolute():
            self.home = Path(tempfile.mkdtemp(prefix="mail-", dir="/tmp"))
            self.ports = {name: needs.free_port() for name in ("imap", "imaps", "lmtp", "smtp")}
            self._furnish(openssl)
        self._run([dovecot, "-c", str(self.home / "dovecot.conf")])
        self._run([exim, "-C", str(self.home / "exim.conf"), "-bd", "-q5s"])
        for name in ("imap", "imaps", "lmtp", "smtp"):
            _await_port(self.ports[name])

    def stop(self) -> None:
        """Both, at once; the mail stays until `remove`."""
        for pid_file in (self.home / "exim.pid", self.home / "run" / "master.pid"):
            with suppress(OSError, ValueError):
                os.kill(int(pid_file.read_text()), signal.SIGTERM)
                _await_gone(pid_file)

    def remove(self) -> None:
        """The folder and all mail."""
        shutil.rmtree(self.home, ignore_errors=True)

    def deliver_now(self) -> None:
        """Wait until Exim has delivered everything that it took; after a while have it try again by force."""
        exim = [needs.program("exim4", "exim4-daemon-light"), "-C", str(self.home / "exim.conf")]
        pause = threading.Event()
        for attempt in range(200):
            if self._run([*exim, "-bpc"]).strip() == "0":
                return
            if attempt % 40 == 39:
                self._run([*exim, "-qff"])
            pause.wait(0.05)
        raise RuntimeError("Exim still holds mail")

    def _furnish(self, openssl: str) -> None:
        for name in ("run", "state", "mail", "spool", "log"):
            (self.home / name).mkdir()
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        key = ["-keyout", str(self.home / "key.pem"), "-out", str(self.home / "cert.pem")]
        newkey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        self._run([openssl, "req", "-x509", *newkey, "-nodes", "-days", "30", *subject, *key], demoted=False)
        user, group, uid, gid = _unprivileged()
        told: dict[str, Any] = {"user": user, "group": group, "uid": uid, "gid": gid} | vars(self) | self.ports
        for name, text in (("dovecot.conf", DOVECOT), ("oauth2.conf", OAUTH2), ("exim.conf", EXIM)):
            (self.home / name).write_text(text.format(**told), "utf-8")
        if os.geteuid() == 0:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, uid, gid)
        self.home.chmod(0o755)

    def _run(self, command: list[str], *, demoted: bool = True) -> str:
        user, group, _uid, _gid = _unprivileged()
        as_nobody = {"user": user, "group": group, "extra_groups": []} if demoted and os.geteuid() == 0 else {}
        options: Mapping[str, Any] = as_nobody
        said = self.home.with_suffix(".said")  # a file: a daemon keeps a pipe open for ever
        with said.open("w") as file:
            done = subprocess.run(command, stdout=file, stderr=file, timeout=60, cwd=self.home, check=False, **options)
        text = said.read_text("utf-8", "replace")
        said.unlink()
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {text}")
        return text


def _unprivileged() -> tuple[str, str, int, int]:
    import grp
    import pwd

    if os.geteuid() == 0:
        one = pwd.getpwnam("nobody")
        return one.pw_name, grp.getgrgid(one.pw_gid).gr_name, one.pw_uid, one.pw_gid
    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name, os.geteuid(), os.getegid()


def _await_port(port: int) -> None:
    pause = threading.Event()
    for _attempt in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        pause.wait(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


def _await_gone(pid_file: Path) -> None:
    pause = threading.Event()
    for _attempt in range(100):
        try:
            os.kill(int(pid_file.read_text()), 0)
        except (OSError, ValueError):
            return
        pause.wait(0.05)
