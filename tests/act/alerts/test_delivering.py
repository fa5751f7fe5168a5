"""Messages over the wire: each arrives once, whatever the other side does."""

import base64
import hashlib
import hmac
import json
import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.act.alerts.conftest import Office, make_post
from tests.act.alerts.receivers import Answer

from adhelm.act import alerts
from adhelm.act.alerts import Delivered
from adhelm.act.alerts.types import BadChannel, BadMessage, NoSuchChannel
from adhelm.core.db import metadata
from adhelm.core.events import told_since
from adhelm.core.http import OutboundRefused

OLD_IMPORTS = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
_KINDS = ["slack", "teams", "pagerduty", "webhook"]


def _send(office: Office, channel: str = "", key: str = "k1", **more: Any) -> alerts.Delivery:
    given: dict[str, Any] = {
        "subject": "Spend is twice the usual",
        "text": "On two campaigns.",
        **more,
    }
    return alerts.deliver(
        principal=office.principal, database=office.database, clock=office.clock, key=key,
        channel_id=channel, **given,
    )  # fmt: skip


class TestDeliver:
    def test_sends_a_letter_in_text_and_html_with_its_attachments(self, office: Office):
        _send(
            office, recipients=["anna@example.com"],
            attachments=[("a/march.pdf", "application/pdf", b"%PDF-1")],
        )  # fmt: skip
        office.work()
        [(to, letter)] = office.mailbox.letters
        assert to == ["anna@example.com"]
        assert letter["subject"] == "Spend is twice the usual"
        assert letter["from"] == "Adhelm <adhelm@example.com>"
        bodies = {part.get_content_type() for part in letter.walk()}
        assert {"text/plain", "text/html"} <= bodies
        attached = [(one.get_filename(), one.get_content()) for one in letter.iter_attachments()]
        assert attached == [("a-march.pdf", b"%PDF-1")]
        assert office.deliveries()[0].state is Delivered.sent

    def test_delivers_the_same_key_once(self, office: Office):
        first = _send(office, recipients=["anna@example.com"])
        office.work()
        assert _send(office, recipients=["anna@example.com"]).id == first.id
        office.work()
        assert len(office.mailbox.letters) == 1

    def test_forgets_what_was_attached_after_a_month(self, desk: Office):
        attached = [("march.pdf", "application/pdf", b"%PDF-1")]
        _send(desk, recipients=["anna@example.com"], attachments=attached)
        desk.channel("browser")
        desk.work()
        desk.clock.advance(timedelta(days=29))
        desk.work()
        assert desk.deliveries()[0].attachments == 1
        desk.clock.advance(timedelta(days=2))
        desk.work()
        assert desk.deliveries()[0].attachments == 0

    @pytest.mark.parametrize("kind", _KINDS)
    def test_reaches_each_channel(self, desk: Office, kind: str):
        channel = desk.channel(kind)
        _send(desk, channel.id)
        desk.work()
        [call] = desk.web.arrived
        assert "Spend is twice the usual" in call.body.decode()
        [found] = desk.deliveries()
        assert (found.state, found.attempts) == (Delivered.sent, 1)

    @pytest.mark.parametrize("kind", _KINDS)
    def test_waits_as_long_as_the_other_side_asks(self, desk: Office, kind: str):
        desk.web.then(Answer(429, b"slow", {"retry-after": "120"}), Answer(503, b"oops"))
        _send(desk, desk.channel(kind).id)
        desk.work()
        [waiting] = desk.deliveries()
        assert waiting.state is Delivered.queued
        assert waiting.next_at == desk.clock.now() + timedelta(seconds=120)
        desk.clock.advance(timedelta(seconds=119))
        desk.work()
        assert len(desk.web.calls) == 1
        desk.clock.advance(timedelta(seconds=1))
        desk.work()
        desk.clock.advance(timedelta(minutes=2))
        desk.work()
        assert len(desk.web.arrived) == 1
        assert desk.deliveries()[0].state is Delivered.sent

    @pytest.mark.parametrize("kind", _KINDS)
    def test_gives_up_what_is_refused_and_says_why_without_the_secret(
        self, desk: Office, kind: str
    ):
        channel = desk.channel(kind)
        secret = "sEcReTpAtH tEaMsSeCrEt hOoKtOkEn r0utingkey0000000000000000000001"
        desk.web.then(Answer(404, f"no_service {secret}".encode()))
        _send(desk, channel.id)
        desk.work()
        [found] = desk.deliveries()
        assert (found.state, found.code) == (Delivered.failed, "alerts.rejected")
        assert "404 no_service" in found.error
        kept = alerts.get_channel(
            principal=desk.principal, database=desk.database, channel_id=channel.id
        )
        assert kept.error == found.error

    def test_sends_no_message_twice_that_may_have_arrived(self, desk: Office):
        desk.web.then(Answer(hang=True))
        _send(desk, desk.channel("slack").id)
        for _ in range(3):
            desk.work()
            desk.clock.advance(timedelta(hours=2))
        assert len(desk.web.calls) == 1
        assert desk.deliveries()[0].state is Delivered.doubtful

    @pytest.mark.parametrize("kind", ["pagerduty", "webhook"])
    def test_repeats_what_the_other_side_knows_by_its_id(self, desk: Office, kind: str):
        desk.web.then(Answer(hang=True), Answer(hang=True, taken=False))
        _send(desk, desk.channel(kind).id)
        for _ in range(4):
            desk.work()
            desk.clock.advance(timedelta(minutes=5))
        ids = {
            call.headers.get("webhook-id") or json.loads(call.body)["dedup_key"]
            for call in desk.web.calls
        }
        assert (len(desk.web.calls), len(ids)) == (3, 1)
        assert desk.deliveries()[0].state is Delivered.sent

    def test_knows_after_a_restart_what_was_being_handed_over(self, desk: Office):
        from adhelm.act.alerts.store import deliveries as store

        channel = desk.channel("teams")
        made = _send(desk, channel.id)
        with desk.database.durable() as connection:
            # The process was killed between its intent and the answer.
            store.move(connection, "acme", made.id, was=[Delivered.queued], to=Delivered.sending)
        desk.work()
        assert desk.web.calls == []
        [found] = desk.deliveries()
        assert found.state is Delivered.doubtful
        alerts.resend(principal=desk.principal, post=desk.post, delivery_id=made.id)
        desk.work()
        assert len(desk.web.arrived) == 1
        assert desk.deliveries()[0].state is Delivered.sent

    def test_tries_again_when_nobody_listens(self, desk: Office):
        _send(desk, desk.channel("email").id)
        nobody = replace(desk.post.mail, port=1) if desk.post.mail else None
        Office(
            desk.principal, replace(desk.post, mail=nobody), desk.clock, desk.web, desk.mailbox
        ).work()
        [found] = desk.deliveries()
        assert (found.state, found.attempts) == (Delivered.queued, 1)
        desk.clock.advance(timedelta(seconds=30))
        desk.work()
        assert len(desk.mailbox.letters) == 1

    @OLD_IMPORTS
    def test_reaches_the_long_tail_through_apprise(self, desk: Office):
        _send(desk, desk.channel("apprise").id)
        desk.work()
        [call] = desk.web.arrived
        assert json.loads(call.body)["title"] == "Spend is twice the usual"
        assert desk.deliveries()[0].state is Delivered.sent

    @OLD_IMPORTS
    @pytest.mark.parametrize(
        "url", ["json://127.0.0.1:9/x", "json://localhost/x", "json://10.0.0.1"]
    )
    def test_lets_apprise_reach_nothing_of_one_s_own_network(self, desk: Office, url: str):
        _send(desk, desk.channel("apprise", secrets={"url": url}).id)
        desk.work()
        assert desk.deliveries()[0].code == "outbound.refused"

    def test_tells_the_web_app_by_an_event(self, desk: Office):
        _send(desk, desk.channel("browser").id)
        desk.work()
        with desk.database.reading() as connection:
            told = [
                one for one in told_since(connection, {"acme": 0}) if one.name != "jobs.changed"
            ]
        assert [one.payload["subject"] for one in told] == ["Spend is twice the usual"]

    def test_tries_again_when_no_web_service_listens(self, desk: Office):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        post = make_post(desk.database, desk.post.keyring, desk.clock, mail_port=1, web_port=port)
        nobody = Office(desk.principal, post, desk.clock, desk.web, desk.mailbox)
        url = f"http://127.0.0.1:{port}/services/T1/B1/sEcReTpAtH"
        _send(desk, nobody.channel("slack", secrets={"url": url}).id)
        nobody.work()
        [found] = desk.deliveries()
        assert (found.state, found.code) == (Delivered.queued, "alerts.throttled")
        assert "sEcReTpAtH" not in found.error

    def test_signs_webhooks_by_the_standard(self, desk: Office):
        _send(desk, desk.channel("webhook").id)
        desk.work()
        [call] = desk.web.arrived
        signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode()
        digest = hmac.new(b"whook-secret-0123456789", signed + call.body, hashlib.sha256).digest()
        assert call.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"

    def test_follows_a_redirect_only_where_it_may_go(self, desk: Office):
        there = {"location": "http://169.254.169.254/latest"}
        desk.web.then(Answer(307, b"", there), Answer(302, b"", {"location": f"{desk.web.url}/x"}))
        channel = desk.channel("webhook")
        _send(desk, channel.id)
        desk.work()
        _send(desk, channel.id, key="k2")
        desk.work()
        states = {(one.state.value, one.code) for one in desk.deliveries()}
        assert states == {("failed", "outbound.refused"), ("failed", "alerts.rejected")}

    @pytest.mark.parametrize(
        ("at", "answer", "state"),
        [
            ("connect", "421 busy", Delivered.queued),
            ("MAIL", "451 later", Delivered.queued),
            ("MAIL", "", Delivered.queued),
            ("RCPT", "550 nobody", Delivered.sent),
            ("DATA", "452 full", Delivered.queued),
            ("DATA", "554 spam", Delivered.failed),
            ("DATA", "", Delivered.doubtful),
            ("DATA", "after", Delivered.doubtful),
        ],
    )
    def test_reads_what_mail_servers_say(
        self, desk: Office, at: str, answer: str, state: Delivered
    ):
        desk.mailbox.then(at, answer)
        _send(desk, desk.channel("email").id)
        desk.work()
        expected = Delivered.failed if at == "RCPT" else state
        assert desk.deliveries()[0].state is expected
        desk.clock.advance(timedelta(hours=1))
        desk.work()
        assert len(desk.mailbox.letters) == (
            0 if answer in {"554 spam", ""} and at == "DATA" else 1
        )

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"subject": " \n "}, BadMessage),
            ({"recipients": ["no address"]}, BadMessage),
            ({"recipients": ["a@b.c\r\nBcc: x@y.z"]}, BadMessage),
            ({"channel_id": "chn_1", "recipients": []}, NoSuchChannel),
            ({"attachments": [("a", "a/b", b"x" * 21 * 1024**2)]}, BadMessage),
        ],
    )
    def test_refuses_what_cannot_be_sent(
        self, desk: Office, given: dict[str, Any], error: type[Exception]
    ):
        usual: dict[str, Any] = {"recipients": ["anna@example.com"], "subject": "s", "key": "k"}
        with pytest.raises(error):
            alerts.deliver(
                principal=desk.principal, database=desk.database, clock=desk.clock,
                **{**usual, **given},
            )  # fmt: skip


class TestChannels:
    def test_are_refused_at_addresses_of_one_s_own_network(self, desk: Office):
        for url in (
            "http://127.0.0.1:1/x", "https://127.0.0.1/x", "https://10.0.0.8/x",
            "https://169.254.169.254/", "https://[::1]/x", "https://localhost/x", "file:///etc",
        ):  # fmt: skip
            with pytest.raises(OutboundRefused):
                desk.channel("slack", secrets={"url": url})

    def test_show_no_secret_and_keep_none_in_the_clear(self, desk: Office):
        for kind in (*_KINDS, "slack_app"):
            desk.channel(kind)
        with desk.database.reading() as connection:
            kept = repr(
                [connection.execute(table.select()).all() for table in metadata.tables.values()]
            )
        for secret in ("sEcReTpAtH", "tEaMsSeCrEt", "hOoKtOkEn", "xoxb-1", "r0utingkey"):
            assert secret not in kept

    @pytest.mark.parametrize(
        ("kind", "draft"),
        [
            ("email", {"settings": {}}),
            ("email", {"settings": {"to": ["x"]}}),
            ("email", {"settings": {"to": ["a@b.c"], "cc": "x"}}),
            ("pagerduty", {"secrets": {"routing_key": "short"}}),
            ("webhook", {"secrets": {"url": "http://127.0.0.1", "secret": "short"}}),
            ("slack_app", {"settings": {"channel": "general"}}),
            ("slack", {"secrets": {}}),
            ("slack", {"per_window": 0}),
            ("slack", {"name": " "}),
        ],
    )
    def test_are_refused_where_something_is_wrong(
        self, desk: Office, kind: str, draft: dict[str, Any]
    ):
        with pytest.raises(BadChannel):
            desk.channel(kind, **draft)

    def test_are_another_workspace_s_own(self, desk: Office):
        from adhelm.core.principal import local

        made = desk.channel("slack")
        with pytest.raises(NoSuchChannel):
            alerts.get_channel(principal=local("other"), database=desk.database, channel_id=made.id)

    def test_send_nothing_while_they_are_paused(self, desk: Office):
        channel = desk.channel("slack")
        alerts.change_channel(
            principal=desk.principal, post=desk.post, channel_id=channel.id,
            draft=alerts.Draft(paused=True),
        )  # fmt: skip
        _send(desk, channel.id)
        desk.work()
        assert desk.web.calls == []
        assert desk.deliveries()[0].state is Delivered.dropped

    def test_are_tried_by_a_message_of_their_own(self, desk: Office):
        channel = desk.channel("slack")
        alerts.probe(principal=desk.principal, post=desk.post, channel_id="slack")
        desk.work()
        [call] = desk.web.arrived
        assert f"Adhelm can reach '{channel.name}'" in json.loads(call.body)["text"]
