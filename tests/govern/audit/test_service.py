"""The chain: whole as long as nobody touches it, and never silent when somebody does."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Principal, Scope, local
from adhelm.core.request import working_on
from adhelm.govern import audit
from adhelm.govern.audit import Broken, Outcome


def written(database: Database, principal: Principal, clock: SetClock, *notes: str) -> list[str]:
    for note in notes:
        with database.transaction() as connection:
            audit.record(
                connection,
                principal=principal,
                clock=clock,
                action="accounts.rename",
                subject="person:per_1",
                before={"name": "old"},
                after={"name": note},
            )
    return list(audit.export(principal=principal, database=database))


class TestChain:
    def test_of_what_was_recorded_is_whole(self, database, principal, clock):
        lines = written(database, principal, clock, "Ada", "Bo", "Ümit")

        found = audit.verify(lines)

        assert (found.workspace_id, found.entries) == ("acme", 3)
        assert found.head == json.loads(lines[-1])["hash"]

    def test_is_one_per_workspace(self, database, principal, clock):
        other = local("globex")
        written(database, principal, clock, "Ada")
        written(database, other, clock, "Bo")
        lines = written(database, principal, clock, "Cy")

        assert audit.verify(lines).entries == 2
        assert [json.loads(line)["workspace_id"] for line in lines] == ["acme", "acme"]
        assert len(audit.list_entries(principal=other, database=database)) == 1

    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(data=st.data())
    def test_shows_every_change_to_an_entry(self, sqlite_database, principal, clock, data):
        if not audit.list_entries(principal=principal, database=sqlite_database):
            written(sqlite_database, principal, clock, *map(str, range(5)))
        lines = list(audit.export(principal=principal, database=sqlite_database))
        at = data.draw(st.integers(0, len(lines) - 1))
        record = json.loads(lines[at])
        field = data.draw(st.sampled_from(sorted(record)))
        record[field] = data.draw(
            st.sampled_from(["x", None, 7, {"name": "forged"}]).filter(lambda v: v != record[field])
        )
        lines[at] = json.dumps(record)

        with pytest.raises(Broken):
            audit.verify(lines)

    @pytest.mark.parametrize(
        "forge",
        [
            lambda lines: lines[1:],
            lambda lines: [lines[0], *lines[2:]],
            lambda lines: [lines[0], lines[0], *lines[1:]],
            lambda lines: [lines[1], lines[0], lines[2]],
            lambda lines: [*lines[:2], "{"],
            lambda _: [],
        ],
        ids=["head gone", "one gone", "one twice", "swapped", "torn", "empty"],
    )
    def test_shows_entries_that_are_gone_or_moved(self, sqlite_database, principal, clock, forge):
        lines = written(sqlite_database, principal, clock, "a", "b", "c")

        with pytest.raises(Broken):
            audit.verify(forge(lines))

    def test_stays_whole_under_many_writers(self, database, principal, clock):
        threads = [
            threading.Thread(target=written, args=(database, principal, clock, *"abcde"))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        lines = list(audit.export(principal=principal, database=database))
        assert audit.verify(lines).entries == 20


class TestRecord:
    def test_stands_and_falls_with_the_change(self, database, principal, clock):
        def fail():
            with database.transaction() as connection:
                audit.record(
                    connection, principal=principal, clock=clock, action="a.b", subject="c:d"
                )
                raise sa.exc.InvalidRequestError("the change failed")

        with pytest.raises(sa.exc.InvalidRequestError):
            fail()
        assert audit.list_entries(principal=principal, database=database) == []

    def test_carries_the_request_that_it_belongs_to(self, sqlite_database, principal, clock):
        with working_on("req-1"):
            written(sqlite_database, principal, clock, "Ada")
        written(sqlite_database, principal, clock, "Bo")

        found = audit.list_entries(principal=principal, database=sqlite_database, request="req-1")
        assert [entry.after for entry in found] == [{"name": "Ada"}]

    def test_tells_of_what_was_refused(self, database, principal, clock):
        audit.record_refusal(
            database,
            principal=principal,
            clock=clock,
            action="accounts.invite",
            subject="person:new",
            reason="may not administer",
        )

        entry = audit.list_entries(principal=principal, database=database)[0]
        assert (entry.outcome, entry.reason) == (Outcome.refused, "may not administer")


class TestListEntries:
    def test_is_for_those_who_administer(self, sqlite_database, principal):
        reader = replace(principal, scopes=frozenset({Scope.read}))

        with pytest.raises(Forbidden):
            audit.list_entries(principal=reader, database=sqlite_database)
        with pytest.raises(Forbidden):
            list(audit.export(principal=reader, database=sqlite_database))

    def test_goes_on_where_the_page_before_ended(self, sqlite_database, principal, clock):
        written(sqlite_database, principal, clock, *map(str, range(5)))

        first = audit.list_entries(principal=principal, database=sqlite_database, limit=2)
        rest = audit.list_entries(
            principal=principal, database=sqlite_database, before=first[-1].number
        )
        assert [entry.number for entry in (*first, *rest)] == [5, 4, 3, 2, 1]


def test_an_export_is_checked_on_the_command_line(
    tmp_path: Path, sqlite_database, principal, clock
):
    from click.testing import CliRunner

    from adhelm.app.cli import cli

    file = tmp_path / "audit.ndjson"
    file.write_text("\n".join(written(sqlite_database, principal, clock, "a", "b")) + "\n")
    told = CliRunner().invoke(cli, ["audit", "verify", str(file), "--json"])
    file.write_text(file.read_text().replace('"a"', '"z"', 1))
    refused = CliRunner().invoke(cli, ["audit", "verify", str(file), "--json"])

    assert (told.exit_code, refused.exit_code) == (0, 5)
    assert '"entries": 2' in told.stdout
