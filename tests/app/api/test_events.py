"""Live streams: what is told to whom, from where on, and when a stream ends."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.app.api.conftest import PASSWORD, Installation, served
from tests.app.api.test_jobs import KIND, _narrowed, ask

from adhelm.app.api import create_app, events
from adhelm.app.api.streams import Streams
from adhelm.core.clock import Clock, SetClock
from adhelm.core.db import Database
from adhelm.core.jobs import Worker, enqueue
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import accounts
from adhelm.govern.accounts import Role


@dataclass(frozen=True)
class Message:
    """One event as a browser would see it."""

    name: str
    id: str
    data: Any


@pytest.fixture(scope="module")
def quick(house) -> Iterator[Installation]:
    """The installation once more, with streams that look about often."""
    app = create_app(house.services)
    app.state.streams = Streams(sees=events.sees, poll_s=0.01, check_s=0.02, heartbeat_s=0.2)
    with served(app) as url, httpx.Client(base_url=url, timeout=60) as http:
        yield Installation(http, house.services, house.clock, house.tokens)
        app.state.streams.drain()


@contextmanager
def following(quick, who: str, **headers: str) -> Iterator[Iterator[Message]]:
    with quick.stream(who, "GET", "/events", headers=headers) as told:
        assert told.status_code == 200, told.read()
        assert told.headers["content-type"].startswith("text/event-stream")
        assert told.headers["cache-control"] == "no-store"
        messages = read(told)
        # The first says from where on: whatever happens from here is told.
        assert next(messages).name == ""
        yield messages


def read(told: httpx.Response) -> Iterator[Message]:
    found: dict[str, str] = {}
    for line in told.iter_lines():
        name, _, value = line.partition(": ")
        if line:
            found[name] = value
        else:
            data = json.loads(found["data"]) if "data" in found else None
            yield Message(found.get("event", ""), found.get("id", ""), data)
            found = {}


def named(messages: Iterator[Message], name: str) -> Iterator[Message]:
    return (one for one in messages if one.name == name)


def run(quick) -> None:
    kind: Any = Clock
    clock = quick.services.get(kind)
    Worker(
        quick.services.get(Database), {KIND: lambda run: run.progress(3, 4, "rows")}, clock=clock
    ).run_due()


class TestEvents:
    def test_tell_where_jobs_are(self, quick):
        with following(quick, "viewer") as messages:
            job_id = ask(quick)
            run(quick)
            told = [next(named(messages, "jobs.changed")) for _ in range(3)]
        assert [one.data["state"] for one in told] == ["queued", "running", "done"]
        assert {one.data["job_id"] for one in told} == {job_id}
        assert (told[-1].data["done"], told[-1].data["what"]) == (3, "rows")
        numbers = [int(one.id) for one in told]
        assert numbers == list(range(numbers[0], numbers[0] + 3))

    def test_go_on_where_somebody_was(self, quick):
        with following(quick, "viewer") as messages:
            first = ask(quick, kind="tests.one")
            seen = next(named(messages, "jobs.changed"))
        assert seen.data["job_id"] == first
        missed = [ask(quick, kind="tests.one") for _ in range(3)]
        with following(quick, "viewer", **{"last-event-id": seen.id}) as messages:
            told = [next(named(messages, "jobs.changed")) for _ in range(3)]
        assert [one.data["job_id"] for one in told] == missed

    def test_begin_now_for_who_comes_from_the_future(self, quick):
        with following(quick, "viewer", **{"last-event-id": "999999999999"}) as messages:
            job_id = ask(quick, kind="tests.one")
            assert next(named(messages, "jobs.changed")).data["job_id"] == job_id

    @pytest.mark.parametrize("number", ["-1", "x", "9" * 19, "1.5"])
    def test_refuse_what_is_no_number(self, quick, number):
        told = quick.call("viewer", "GET", "/events", headers={"last-event-id": number})
        assert told.status_code == 422

    def test_are_those_of_ones_own_workspace(self, quick):
        with (
            following(quick, "viewer") as ours,
            following(quick, "other workspace") as theirs,
        ):
            mine = ask(quick, kind="tests.one")
            other = ask(quick, kind="tests.one", workspace_id="globex")
            assert next(named(ours, "jobs.changed")).data["job_id"] == mine
            assert next(named(theirs, "jobs.changed")).data["job_id"] == other
            last = ask(quick, kind="tests.one")
            assert next(named(ours, "jobs.changed")).data["job_id"] == last

    def test_are_ones_own_for_who_is_narrowed_to_accounts(self, quick):
        narrow = _narrowed(quick)
        with following(quick, "narrowed") as messages:
            ask(quick, kind="tests.one")
            theirs = ask(quick, kind="tests.one", asked_by=f"person:{narrow}")
            assert next(named(messages, "jobs.changed")).data["job_id"] == theirs

    def test_show_a_sign_of_life_when_nothing_happens(self, quick):
        with following(quick, "viewer") as messages:
            assert next(messages) == Message("", next(messages).id, None)

    def test_are_bounded_for_each_asker(self, quick):
        with ExitStack() as stack:
            for _ in range(10):
                stack.enter_context(following(quick, "analyst"))
            told = quick.call("analyst", "GET", "/events")
            assert (told.status_code, told.json()["code"]) == (429, "events.too_many")
            assert told.headers["retry-after"] == "10"
            with following(quick, "viewer"):
                pass


class TestABrowser:
    """Sends a cookie, and no header of ours: that is all that `EventSource` can do."""

    @contextmanager
    def following(self, quick, cookie: str, query: str) -> Iterator[Iterator[Message]]:
        headers = {"cookie": f"adhelm_session={cookie}"}
        with quick.http.stream("GET", f"/api/v1/events{query}", headers=headers) as told:
            assert told.status_code == 200, told.read()
            messages = read(told)
            assert next(messages).name == ""
            yield messages

    def test_of_several_workspaces_names_one_in_the_address(self, quick):
        cookie = _browsing(quick, "root2", "acme", "globex")
        headers = {"cookie": f"adhelm_session={cookie}"}
        for query in ("", "?workspace=nowhere"):
            told = quick.http.get(f"/api/v1/events{query}", headers=headers)
            assert told.status_code in {404, 422}
        with self.following(quick, cookie, "?workspace=globex") as messages:
            ask(quick, workspace_id="acme")
            theirs = ask(quick, workspace_id="globex")
            found = next(named(messages, "jobs.changed"))
        assert found.data["job_id"] == theirs
        # No other route takes it from there.
        told = quick.http.get("/api/v1/jobs?workspace=globex", headers=headers)
        assert told.json()["code"] == "workspace.unsaid"

    def test_goes_on_when_its_cookie_was_rolled_and_ends_with_the_log_out(self, quick):
        first = _browsing(quick, "ro", "acme")
        with self.following(quick, first, "?workspace=acme") as messages:
            quick.clock.advance(timedelta(minutes=20))
            quick.http.cookies.clear()
            told = quick.http.get("/api/v1/auth/me", headers={"cookie": f"adhelm_session={first}"})
            second = {"cookie": f"adhelm_session={told.cookies['adhelm_session']}"}
            quick.http.cookies.clear()
            assert quick.http.get("/api/v1/auth/me", headers=second).status_code == 200
            quick.clock.advance(timedelta(minutes=5))
            job = ask(quick)
            assert next(named(messages, "jobs.changed")).data["job_id"] == job
            assert quick.http.get("/api/v1/auth/me", headers=second).status_code == 200
            quick.http.cookies.clear()
            out = {**second, "origin": str(quick.http.base_url).rstrip("/")}
            assert quick.http.delete("/api/v1/auth/session", headers=out).status_code == 204
            assert [one.data for one in named(messages, "end")] == [{"code": "auth.bad_token"}]


class TestEnd:
    def test_comes_with_the_log_out(self, quick):
        token = _signed_in(quick, "approver")
        with following(quick, "approver") as messages:
            bearer = {"authorization": f"Bearer {token}"}
            done = quick.call("anonymous", "POST", "/auth/logout", headers=bearer)
            assert done.status_code == 204
            assert [one.data for one in named(messages, "end")] == [{"code": "auth.bad_token"}]

    def test_comes_when_the_token_runs_out(self, quick):
        _signed_in(quick, "approver")
        with following(quick, "approver") as messages:
            quick.clock.advance(timedelta(minutes=16))
            assert [one.data for one in named(messages, "end")] == [{"code": "auth.token_expired"}]

    def test_comes_when_the_server_stops(self, house):
        app = create_app(house.services)
        with served(app) as url, httpx.Client(base_url=url, timeout=60) as http:
            installation = Installation(http, house.services, house.clock, house.tokens)
            with following(installation, "admin key") as messages:
                app.state.streams.drain()
                assert [one.data for one in named(messages, "end")] == [{"code": "server.stopping"}]
            with following(installation, "admin key") as messages:
                assert [one.name for one in messages] == ["end"]


class TestStreams:
    def test_hold_no_connection_and_no_thread_for_those_who_wait(self, database: Database):
        clock = SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
        streams = Streams(sees=events.sees, poll_s=0.01, check_s=0.02, heartbeat_s=30)

        async def listen(number: int, told: list[bytes], ready: asyncio.Semaphore) -> None:
            who = Principal(Actor.person, f"per_{number}", "acme", frozenset({Scope.read}))
            listener = await streams.open(database, principal=who, check=lambda: who, after=None)
            async for line in streams.lines(listener):
                ready.release()
                told.append(line)
                if b"jobs.changed" in line:
                    break

        async def all_listen() -> tuple[list[bytes], int, int]:
            told: list[bytes] = []
            ready = asyncio.Semaphore(0)
            before = threading.active_count()
            tasks = [asyncio.create_task(listen(n, told, ready)) for n in range(300)]
            for _ in tasks:
                await ready.acquire()
            pool: Any = database.engine.pool
            held, threads = pool.checkedout(), threading.active_count() - before
            with database.transaction() as connection:
                enqueue(connection, workspace_id="acme", kind="k", payload={}, clock=clock)
            await asyncio.gather(*tasks)
            return told, held, threads

        told, held, threads = asyncio.run(all_listen())
        assert sum(b"jobs.changed" in line for line in told) == 300
        assert held <= 1
        # The pool of threads that opened them is bounded whatever their number.
        assert threads <= 41
        assert len(streams) == 0

    def test_let_nobody_who_reads_slowly_hold_up_the_others(self, sqlite_database: Database):
        clock = SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
        streams = Streams(sees=events.sees, poll_s=0.01, check_s=60, heartbeat_s=30)
        who = Principal(Actor.person, "per_1", "acme", frozenset({Scope.read}))

        async def both() -> tuple[int, int]:
            slow = await streams.open(sqlite_database, principal=who, check=lambda: who, after=0)
            fast = await streams.open(sqlite_database, principal=who, check=lambda: who, after=0)
            seen = 0
            async for line in streams.lines(fast):
                seen += b"jobs.changed" in line
                if seen == 700:
                    break
            waiting = slow.told.qsize()
            late = 0
            async for line in streams.lines(slow):
                late += b"jobs.changed" in line
                if late == 700:
                    break
            return waiting, late

        with sqlite_database.transaction() as connection:
            for _ in range(700):
                enqueue(connection, workspace_id="acme", kind="k", payload={}, clock=clock)
        waiting, late = asyncio.run(both())
        assert waiting < 300
        assert late == 700


def _signed_in(quick, name: str) -> str:
    """Sign somebody in anew, for a stream that is to end; return the token."""
    parts: Any = {"database": quick.services.get(Database), "clock": quick.clock}
    signed = accounts.login(**parts, name=name, password="seven-unlikely-otters")
    token = quick.tokens[name] = signed.access.reveal()
    return token


def _browsing(quick, name: str, *workspaces: str) -> str:
    """Let somebody into workspaces, and sign a browser of theirs in; return its cookie."""
    parts: Any = {"database": quick.services.get(Database), "clock": quick.clock}
    for workspace in workspaces:
        root = Principal(Actor.person, "root", workspace, frozenset(Scope))
        invited = accounts.invite(
            principal=root, **parts, email=f"{name}@x.example", role=Role.operator
        )
        accounts.accept_invitation(
            **parts, token=invited.token.reveal(), username=name, password=PASSWORD
        )
    opened = accounts.open_browser(**parts, keyring=None, name=name, password=PASSWORD)
    return opened.token.reveal()
