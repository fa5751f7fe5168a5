"""Alerts over HTTP and on the command line …"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import yaml
from click.testing import CliRunner
from tests.act.alerts import receivers
from tests.act.alerts.conftest import make_post
from tests.act.alerts.test_life import signal
from tests.app.api.conftest import Installation, house

from adhelm.act import alerts
from adhelm.act.alerts import tasks
from adhelm.act.alerts.service.post import Post, watcher
from adhelm.act.alerts.types import Source
from adhelm.app.cli import cli
from adhelm.core.db import Database
from adhelm.core.jobs import Worker
from adhelm.core.principal import local
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import Warehouse

if TYPE_CHECKING:
    from tests.act.alerts.receivers import MailReceiver, WebReceiver

__all__ = ["house"]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture(scope="module")
def wires() -> Iterator[tuple[WebReceiver, MailReceiver]]:
    with receivers.web() as web, receivers.mail() as mailbox:
        yield web, mailbox


@pytest.fixture(scope="module")
def duty(house: Installation, wires: tuple[WebReceiver, MailReceiver]) -> Installation:
    """An installation that reaches the receivers of this machine."""
    web, mailbox = wires
    post = make_post(
        house.services.get(Database), house.services.get(Keyring), house.clock,
        mail_port=mailbox.port, web_port=web.port,
    )  # fmt: skip
    house.services.register(Post, lambda: post)
    return house


def call(house: Installation, method: str, path: str, who: str = "first key", **more: Any) -> Any:
    return house.call(who, method, f"/alerts{path}", **more)


def work(house: Installation) -> None:
    found = tasks.handlers(
        post=lambda: house.services.get(Post), warehouse=lambda: house.services.get(Warehouse)
    )
    Worker(house.services.get(Database), found, clock=house.clock).run_due()


def say(house: Installation, *names: str) -> list[str]:
    """Let alerts hold on exactly these campaigns; return their ids."""
    post = house.services.get(Post)
    made = [signal(name) for name in names]
    alerts.absorb(principal=watcher("acme"), post=post, signals=made, sources=[Source.other])
    rows = call(house, "GET", "").json()["rows"]
    return [row["id"] for row in rows if row["entity_id"] in names]


class TestTheInbox:
    def test_lists_shows_and_pages(self, duty: Installation):
        ids = say(duty, "c1", "c2", "c3")
        seen: list[str] = []
        after = ""
        while True:
            told = call(duty, "GET", f"?limit=2&cursor={after}").json()
            seen += [row["id"] for row in told["rows"]]
            after = told["next_cursor"]
            if not after:
                break
        assert sorted(seen) == sorted(ids)
        one = call(duty, "GET", f"/{ids[0]}").json()
        assert one["facts"] == [
            {"label": "Spend", "value": "372.50 EUR", "was": "usual 120.00 EUR"}
        ]
        assert one["link"].startswith("https://adhelm.example.com/explore?")
        assert one["history"][-1]["change"] == "fired"

    def test_takes_what_people_say(self, duty: Installation):
        [name] = say(duty, "d1")
        taken = call(duty, "POST", f"/{name}/acknowledge")
        assert (taken.status_code, taken.json()["state"]) == (200, "acknowledged")
        late = call(
            duty, "POST", f"/{name}/snooze", json={"until": "1h"}, headers={"if-match": '"v1"'}
        )
        assert (late.status_code, late.json()["code"]) == (409, "alerts.changed")
        put_off = call(
            duty, "POST", f"/{name}/snooze", json={"until": "tomorrow"},
            headers={"if-match": taken.headers["etag"]},
        )  # fmt: skip
        assert put_off.json()["snoozed_until"] == "2026-03-02T09:00:00+00:00"
        marked = call(duty, "POST", "/marks", json={"opinion": "useful", "alert_id": name})
        assert marked.status_code == 201
        [tally] = [
            row for row in call(duty, "GET", "/tallies").json()["rows"] if row["useful"] == 1
        ]
        assert tally["detector"] == "robust_z"
        over = call(duty, "POST", f"/{name}/resolve", json={"why": "fixed"})
        assert over.json()["state"] == "resolved"
        assert call(duty, "POST", f"/{name}/resolve", json={}).status_code == 409

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("?severity=loud", 422), ("?limit=0", 422), ("?cursor=x", 422), ("/alt_none", 404),
            ("/tallies?days=0", 422), ("?state=asleep", 422),
        ],
    )  # fmt: skip
    def test_refuses_what_makes_no_sense(self, duty: Installation, path: str, status: int):
        assert call(duty, "GET", path).status_code == status


class TestChannels:
    def test_are_made_tried_changed_and_removed(
        self, duty: Installation, wires: tuple[WebReceiver, MailReceiver]
    ):
        web, _ = wires
        url = f"{web.url}/services/T/B/sEcReT"
        body = {"name": "Duty", "kind": "slack", "secrets": {"url": url}}
        made = call(duty, "POST", "/channels", json=body, headers={"idempotency-key": "c1"})
        assert made.status_code == 201, made.text
        assert "sEcReT" not in made.text
        again = call(duty, "POST", "/channels", json=body, headers={"idempotency-key": "c1"})
        assert again.json() == made.json()
        assert call(duty, "POST", "/channels", json=body).status_code == 409
        name = made.json()["id"]
        web.arrived.clear()
        asked = call(duty, "POST", f"/channels/{name}/test")
        assert asked.status_code == 202
        work(duty)
        assert len(web.arrived) == 1
        sent = call(duty, "GET", f"/deliveries/{asked.json()['id']}").json()
        assert sent["state"] == "sent"
        assert call(duty, "PATCH", f"/channels/{name}", json={"paused": True}).status_code == 428
        tag = {"if-match": made.headers["etag"]}
        changed = call(duty, "PATCH", f"/channels/{name}", json={"paused": True}, headers=tag)
        assert changed.json()["paused"] is True
        stale = call(duty, "DELETE", f"/channels/{name}", headers=tag)
        assert stale.status_code == 412
        gone = call(
            duty, "DELETE", f"/channels/{name}", headers={"if-match": changed.headers["etag"]}
        )
        assert gone.status_code == 204
        assert call(duty, "GET", f"/channels/{name}").status_code == 404

    @pytest.mark.parametrize(
        "secrets", [{"url": "https://127.0.0.1/x"}, {"url": "https://10.1.2.3/x"}]
    )
    def test_lead_to_no_address_of_one_s_own_network(
        self, duty: Installation, secrets: dict[str, str]
    ):
        told = call(
            duty, "POST", "/channels", json={"name": "n", "kind": "teams", "secrets": secrets}
        )
        assert (told.status_code, told.json()["code"]) == (403, "outbound.refused")


class TestPolicies:
    def test_are_written_from_the_version_that_was_read(self, duty: Installation):
        before = call(duty, "GET", "/policy")
        assert before.json()["route"] == {"match": {"severity": "medium"}, "channels": ["*"]}
        body = {"route": {"channels": ["*"], "group": "5m"}, "mutes": []}
        tag = {"if-match": before.headers["etag"]}
        made = call(duty, "PUT", "/policy", json=body, headers=tag)
        assert (made.status_code, made.json()["route"]) == (200, body["route"])
        assert call(duty, "PUT", "/policy", json=body, headers=tag).status_code == 412
        bad = {"route": {"channels": ["nobody"]}}
        told = call(duty, "PUT", "/policy", json=bad, headers={"if-match": made.headers["etag"]})
        assert (told.status_code, told.json()["code"]) == (422, "alerts.bad_policy")


class TestSlackReplies:
    @pytest.fixture
    def channel(self, duty: Installation) -> Iterator[str]:
        post = duty.services.get(Post)
        admin = local("acme")
        person = call_people(duty, "operator")
        made = alerts.add_channel(
            principal=admin, post=post, kind=alerts.ChannelKind.slack_app,
            draft=alerts.Draft(
                name="app", settings={"channel": "C024BE91L", "people": {"U1AB": person}},
                secrets={"token": "xoxb-1-secret", "signing_secret": SECRET},
            ),
        )  # fmt: skip
        yield made.id
        alerts.remove_channel(principal=admin, post=post, channel_id=made.id)

    def press(
        self, duty: Installation, channel: str, *, user: str = "U1AB", secret: str = SECRET,
        late: int = 0, **action: Any,
    ) -> Any:  # fmt: skip
        told = {"type": "block_actions", "user": {"id": user}, "actions": [action]}
        body = urlencode({"payload": json.dumps(told)})
        stamp = str(int(duty.clock.now().timestamp()) - late)
        signed = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
        headers = {
            "x-slack-request-timestamp": stamp, "content-type": "application/x-www-form-urlencoded",
            "x-slack-signature": f"v0={signed.hexdigest()}",
        }  # fmt: skip
        return duty.call(
            "anonymous", "POST", f"/hooks/slack/acme/{channel}", content=body, headers=headers
        )

    def test_acknowledge_for_whom_the_channel_knows_once(self, duty: Installation, channel: str):
        [name] = say(duty, "s1")
        action: dict[str, Any] = {"action_id": "adhelm_ack", "value": f"{name}:1"}
        told = self.press(duty, channel, **action)
        assert told.status_code == 200
        assert told.json()["text"].startswith("Acknowledged by")
        assert call(duty, "GET", f"/{name}").json()["state"] == "acknowledged"
        assert self.press(duty, channel, **action).json()["text"] == "That was done already."

    def test_do_nothing_unsigned_late_or_for_strangers(self, duty: Installation, channel: str):
        [name] = say(duty, "s2")
        action: dict[str, Any] = {"action_id": "adhelm_ack", "value": f"{name}:1"}
        assert self.press(duty, channel, secret="x" * 32, **action).status_code == 401
        assert self.press(duty, channel, late=301, **action).status_code == 401
        assert self.press(duty, "chn_none", **action).status_code == 401
        stranger = self.press(duty, channel, user="U9ZZ", **action)
        assert stranger.json()["text"].startswith("Not done: nobody here is known")
        assert call(duty, "GET", f"/{name}").json()["state"] == "firing"

    def test_approve_no_plan_that_is_not_there(self, duty: Installation, channel: str):
        told = self.press(duty, channel, action_id="adhelm_approve", value="pln_none")
        assert told.json()["text"].startswith("Not done: ")


def call_people(duty: Installation, role: str) -> str:
    rows = duty.call("first key", "GET", "/people").json()["rows"]
    return str(next(row["id"] for row in rows if row["role"] == role))


class TestTheDigest:
    def test_is_one_message_for_all_workspaces_that_one_may_enter(
        self, duty: Installation, wires: tuple[WebReceiver, MailReceiver]
    ):
        from adhelm.act.alerts.service import digesting

        _, mailbox = wires
        say(duty, "g1", "g2")
        post = duty.services.get(Post)
        person = call_people(duty, "admin")
        for _ in range(2):
            digesting.digest(post=post, workspace_id="acme", person_id=person, key="1")
        mailbox.letters.clear()
        work(duty)
        [(_, letter)] = mailbox.letters
        text = letter.get_body(("plain",))
        assert text is not None
        assert letter["subject"].startswith("2 alerts hold in acme")
        assert "Campaign g1" in text.get_content()

    def test_is_asked_for_by_people_alone(self, duty: Installation):
        told = call(duty, "PUT", "/digest", json={"at": "07:30", "zone": "Europe/Zurich"})
        assert told.status_code == 200
        role = call(duty, "PUT", "/digest", who="viewer", json={"at": "07:30"})
        assert role.status_code == 200
        assert role.json()["next_at"] == "2026-03-02T07:30:00+00:00"
        assert call(duty, "DELETE", "/digest", who="viewer").status_code == 204


class TestTheCommandLine:
    @pytest.fixture
    def home(self, tmp_path: Path) -> Path:
        return tmp_path / "home"

    def run(self, home: Path, *words: str, text: str | None = None, code: int = 0) -> Any:
        done = CliRunner().invoke(
            cli, ["--home", str(home), *words, "-o", "json"], input=text, catch_exceptions=False
        )
        assert done.exit_code == code, done.output
        return json.loads(done.stdout) if done.stdout.strip() else None

    def test_makes_a_channel_tries_it_and_shows_what_holds(
        self, home: Path, wires: tuple[WebReceiver, MailReceiver], monkeypatch: pytest.MonkeyPatch
    ):
        web, _ = wires
        monkeypatch.setenv("ADHELM_OUTBOUND__ALLOW", f"127.0.0.1:{web.port}")
        made = self.run(
            home, "alert", "channel", "add", "slack", "Duty", "--secrets", "-",
            text=f"{web.url}/services/T/B/x\n",
        )  # fmt: skip
        assert made["settings"] == {"where": "127.0.0.1"}
        sent = self.run(home, "alert", "test", "Duty")
        assert sent["state"] == "sent"
        assert self.run(home, "alert", "ls")["rows"] == []
        assert self.run(home, "alert", "sent")["rows"][0]["id"] == sent["id"]
        again = self.run(home, "alert", "replay", sent["id"])
        assert again["state"] == "sent"

    def test_keeps_routes_of_a_file(self, home: Path, tmp_path: Path):
        path = tmp_path / "routes.yaml"
        path.write_text(yaml.safe_dump({"route": {"channels": ["*"], "resolved": False}}))
        made = self.run(home, "alert", "policy", "set", str(path))
        assert made["version"] == 1
        assert self.run(home, "alert", "policy", "show")["route"]["resolved"] is False

    def test_tells_that_nothing_was_known_to_try_an_alert_on(self, home: Path):
        found = self.run(home, "alert", "backtest", "cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100")
        assert found["rows"] == []
        assert found["provenance"]["firings"] == 0
        kept = self.run(home, "alert", "add", "spend(7d) > 100", "--name", "Spends")
        assert kept["name"] == "Spends"
