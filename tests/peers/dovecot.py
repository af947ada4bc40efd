"""Dovecot 2.3 on loopback with one mailbox, where it is installed."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.http import unused_port

__all__ = ["dovecot_binary", "running_dovecot"]

PATIENCE = 20.0
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
"""


def dovecot_binary() -> str | None:
    """The program, if there is one of the version whose configuration is known here."""
    found = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        return None
    said = subprocess.run(  # noqa: S603 (a program of the machine)
        [found, "--version"], capture_output=True, text=True, check=False
    )
    return found if said.stdout.startswith("2.3.") else None


@contextmanager
def running_dovecot(folder: Path) -> Iterator[tuple[str, Path]]:
    """The URL of a mailbox, and the folder that new mails are put into as files."""
    binary, port = dovecot_binary(), unused_port()
    assert binary is not None
    config = folder / "dovecot.conf"
    config.write_text(_config(folder, port))
    new = folder / "mail" / "new"
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    _give_away(folder)
    command = [binary, "-F", "-c", str(config)]
    server = subprocess.Popen(command)  # noqa: S603 (a program of the machine)
    try:
        _wait_for(port, folder / "log")
        yield f"imap://desk:secret@127.0.0.1:{port}/INBOX", new
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _config(folder: Path, port: int) -> str:
    owner = _owner()
    return CONFIG.format(
        folder=folder,
        user=owner.pw_name,
        group=grp.getgrgid(owner.pw_gid).gr_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        port=port,
    )


def _owner() -> pwd.struct_passwd:
    """Dovecot serves no mail as root."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _give_away(folder: Path) -> None:
    if os.getuid() != 0:
        return
    owner = _owner()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    # Folders of pytest are closed to others.
    for parent in folder.parents:
        if parent.stat().st_mode & 0o011 != 0o011:
            parent.chmod(parent.stat().st_mode | 0o011)


def _wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as client:
                if client.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(log.read_text() if log.exists() else "Dovecot did not start")
