"""The web app: an event that open pages hear of."""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.act.alerts.service.carriers import Parcel
from adhelm.act.alerts.service.post import Post
from adhelm.core.events import event, publish


@event("alerts.pushed")
@dataclass(frozen=True, slots=True)
class Pushed:
    """Something that the web app shows while it is open."""

    delivery_id: str
    """The same twice is one."""
    alert_id: str
    event: str
    severity: str
    subject: str
    link: str


def to_browser(made: Post, parcel: Parcel) -> None:
    """Tell whoever has the web app open."""
    message = parcel.message
    said = Pushed(
        delivery_id=parcel.delivery_id, alert_id=message.alert_id, event=message.event.value,
        severity=message.severity.value, subject=message.subject, link=message.link,
    )  # fmt: skip
    with made.database.durable() as connection:
        publish(connection, said, workspace_id=parcel.workspace_id, clock=made.clock)
