"""SMS and the long tail, through Apprise (`adhelm[apprise]`)."""

from __future__ import annotations

import logging
import socket
from importlib import import_module
from typing import Any

from adhelm.act.alerts.logic.forms import text
from adhelm.act.alerts.service.carriers import Parcel
from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.types import (
    Doubtful,
    Event,
    NotInstalled,
    Rejected,
    Severity,
    Throttled,
)

_TYPES = {
    Severity.low: "info", Severity.medium: "warning", Severity.high: "failure",
    Severity.critical: "failure",
}  # fmt: skip
LOCAL = frozenset(
    {"file", "dbus", "gnome", "windows", "macosx", "syslog", "glib", "kde", "qt", "growl"}
)
"""What runs something on this machine instead of telling somebody."""


def to_apprise(made: Post, parcel: Parcel) -> None:
    """
    Hand a message to Apprise.

    It says of a failure neither why nor whether anything was sent: that stays in doubt.

    :raises NotInstalled: if it is not there.
    :raises Rejected: if the address is none that it knows.
    :raises Doubtful: if it did not say that it was sent.
    """
    try:
        apprise: Any = import_module("apprise")
    except ModuleNotFoundError as error:
        raise NotInstalled(
            "this channel needs Apprise", hint="pip install 'adhelm[apprise]'"
        ) from error
    # It logs addresses with their keys.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    asset = apprise.AppriseAsset(app_id="Adhelm", storage_mode="memory")
    told = apprise.Apprise(asset=asset)
    if not told.add(parcel.secrets["url"]):
        raise Rejected("Apprise knows no such address")
    for server in told:
        _refuse_private(made, getattr(server, "host", None), getattr(server, "port", None))
    message = parcel.message
    kind = "success" if message.event is Event.resolve else _TYPES[message.severity]
    if not told.notify(body=text.body(message) or message.subject, title=text.headline(message),
                       notify_type=kind):  # fmt: skip
        raise Doubtful("Apprise did not say that it was sent")


def _refuse_private(made: Post, host: str | None, port: int | None) -> None:
    """Let a server pass that may be reached; Apprise calls it by a client of its own."""
    if not host:
        return
    made.refuse(f"https://{_written(host)}:{port or 443}/")
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port or 443)}
    except OSError as error:
        raise Throttled("the address cannot be reached") from error
    for address in found:
        made.refuse(f"https://{_written(address)}:{port or 443}/")


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
