"""A message as an e-mail: the same said in text and in HTML, with a chart inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape

from adhelm.act.alerts.logic import charts
from adhelm.act.alerts.logic.forms import text
from adhelm.act.alerts.types import Attachment, Message, Severity

_COLOURS = {
    Severity.low: "#5b6479", Severity.medium: "#a86400", Severity.high: "#b3261e",
    Severity.critical: "#8c0d0d",
}  # fmt: skip
_CHART = "chart"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


def letter(
    message: Message,
    *,
    sender: str,
    recipients: Sequence[str],
    delivery_id: str,
    at: datetime,
    attachments: Sequence[Attachment] = (),
) -> EmailMessage:
    """Return the e-mail; its `Message-ID` is made of the delivery: a repeat has the same."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = ", ".join(recipients)
    made["Subject"] = text.headline(message)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{delivery_id}@{domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"
    if message.alert_id:
        # What is told of one alert stands together in a mailbox.
        thread = f"<{message.alert_id}.{message.episode}@{domain(sender)}>"
        made["References"] = thread
    made.set_content(text.body(message) or message.subject)
    picture = b"" if message.html else charts.picture(message.chart)
    made.add_alternative(
        message.html or page(message, cid=f"{_CHART}.{delivery_id}" if picture else ""),
        subtype="html",
    )
    if picture:
        related = made.get_payload()[1]  # type: ignore[index]
        name = f"<{_CHART}.{delivery_id}>"
        related.add_related(picture, "image", "png", cid=name, filename="chart.png")  # type: ignore[union-attr]
    for name, media_type, content in attachments:
        kind, _, subtype = media_type.partition("/")
        made.add_attachment(content, kind, subtype or "octet-stream", filename=name)
    return made


def page(message: Message, *, cid: str) -> str:
    """Return the message as HTML, which mail readers of every age show."""
    return "\n".join(
        (
            f'<div style="{_FONT};font-size:15px;line-height:1.5;color:#1c2333;max-width:560px">',
            *_parts(message, cid),
            "</div>",
        )
    )


def domain(sender: str) -> str:
    """Return the part of a sender's address after the @."""
    return sender.rpartition("@")[2].strip("> ") or "adhelm.invalid"


def address_of(sender: str) -> str:
    """Return the address alone of 'Adhelm <adhelm@example.com>'."""
    return parseaddr(sender)[1]


def _parts(message: Message, cid: str) -> Iterator[str]:
    colour = _COLOURS[message.severity] if message.alert_id else "#1c2333"
    yield (
        f'<p style="margin:0 0 12px;font-size:18px;font-weight:600;color:{colour}">'
        f"{escape(text.headline(message))}</p>"
    )
    for line in filter(None, message.text.splitlines()):
        yield f'<p style="margin:0 0 8px">{escape(line)}</p>'
    if message.facts:
        yield '<table cellspacing="0" cellpadding="0" style="margin:12px 0">'
        for one in message.facts:
            yield (
                '<tr><td style="padding:4px 24px 4px 0;color:#5b6479">'
                f'{escape(one.label)}</td><td style="padding:4px 16px 4px 0;font-weight:600">'
                f'{escape(one.value)}</td><td style="padding:4px 0;color:#5b6479">'
                f"{escape(one.was)}</td></tr>"
            )
        yield "</table>"
    if message.cause:
        yield f'<p style="margin:0 0 8px"><b>Likely cause:</b> {escape(message.cause)}</p>'
    if cid:
        told = escape(f"{message.labels.get('metric', '')} {text.span(message)}".strip())
        yield (
            f'<p style="margin:12px 0 4px"><img src="cid:{escape(cid)}" width="480" height="96" '
            f'alt="{told}" style="border:1px solid #e2e6ee"></p>'
            f'<p style="margin:0 0 12px;font-size:12px;color:#5b6479">{told}; grey: expected</p>'
        )
    if message.link:
        yield (
            f'<p style="margin:16px 0"><a href="{escape(message.link)}" '
            'style="color:#2b4acb;font-weight:600">Open in Adhelm</a></p>'
        )
