"""A feed that is killed leaves the old version or the new one, and goes on where it was …"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.act.feeds import dbting
from tests.act.feeds.feeding import JAN, Shop

from adhelm.act.feeds import State

DAY = timedelta(days=1)


@contextmanager
def stuck(shop: Shop, table: str) -> Iterator[psycopg.Connection]:
    """Nobody writes to a table of the target while the block lasts."""
    with psycopg.connect(shop.url) as holding:
        holding.execute(f"LOCK TABLE adhelm.{table} IN SHARE MODE")
        yield holding
        holding.rollback()


def waits(shop: Shop, process: subprocess.Popen[str]) -> None:
    """Return when the process waits for the table."""
    with psycopg.connect(shop.url, autocommit=True) as looking:
        while True:
            assert process.poll() is None, process.communicate()
            found = looking.execute(
                "SELECT 1 FROM pg_stat_activity WHERE application_name = 'adhelm' "
                "AND wait_event_type = 'Lock' AND datname = current_database()"
            ).fetchone()
            if found:
                return


def killed(shop: Shop, home: Path, *, at: str) -> None:
    """Kill a run where it comes to write to a table."""
    with stuck(shop, at):
        process = shop.process(home, "run", "team")
        waits(shop, process)
        process.kill()
        process.communicate()


class TestAKilledMerge:
    def test_leaves_the_old_version_goes_on_and_passes_the_tests_of_dbt(
        self, shop: Shop, tmp_path: Path
    ):
        shop.add()
        shop.sync(JAN)
        old = shop.run().data_version
        shop.sync(JAN + DAY, spend="12", campaigns=("c1", "c3"))
        killed(shop, tmp_path / "home", at="loads")
        assert shop.at() == old
        shop.is_whole(version=old)
        with psycopg.connect(shop.url) as target:
            waiting = target.execute("SELECT count(*) FROM adhelm.adhelm_staged").fetchone()
        assert waiting
        assert waiting[0] > 0

        told: list[tuple[int, int | None]] = []
        done = shop.run(progress=lambda done, total, what: told.append((done, total)))  # noqa: ARG005
        assert done.state is State.done
        # All of it waited in the target already.
        assert {one[0] for one in told} == {told[0][1]}
        shop.is_whole()
        # In any order: the process that was killed went by the machine's clock.
        states = sorted(one.state for one in shop.history())
        assert states == [State.done, State.done, State.interrupted]

        shop.sync(JAN + 2 * DAY, account="2")
        shop.run()
        shop.is_whole()
        built = dbting.build(shop.url, tmp_path)
        assert built.failed == [], built.text
        assert len(built.states) > 60


@pytest.mark.long
class TestTwentySyncs:
    def test_with_restatements_and_kills_pass_the_tests_of_dbt(self, shop: Shop, tmp_path: Path):
        chance = random.Random(20)  # noqa: S311 - no secret
        shop.add()
        died = 0
        for n in range(20):
            for account, connector in (("1", "meta"), ("2", "google_ads"), ("3", "tiktok")):
                shop.sync(
                    JAN + n * DAY, account=account, connector=connector, back=28,
                    spend=f"{chance.randint(1, 900)}.{chance.randint(0, 999_999_999):09}",
                    campaigns=chance.choice([("c1", "c2"), ("c1", "c3"), ("c2", "c4", "c5")]),
                )  # fmt: skip
            shop.rate(JAN + n * DAY, f"1.{chance.randint(0, 9999):04}")
            before = shop.at()
            if n and n % 4 == 0:
                killed(shop, tmp_path / "home", at=chance.choice(["loads", "conversions"]))
                assert shop.at() == before
            elif n % 3 == 0:
                process = shop.process(tmp_path / "home", "run", "team")
                try:
                    process.communicate(timeout=chance.uniform(1, 6))
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.communicate()
                    died += 1
            if shop.at() is not None:
                shop.is_whole(version=shop.at())
            if n % 5 != 2:
                shop.run()
                shop.is_whole()
        shop.run()
        shop.is_whole()
        assert died
        built = dbting.build(shop.url, tmp_path)
        assert built.failed == [], built.text

        with psycopg.connect(shop.url) as target:
            target.execute(
                "UPDATE adhelm.performance_daily SET data_version = 999999 "
                "WHERE entity_id = 'c1' AND date = %s", [JAN],
            )  # fmt: skip
            target.execute("DELETE FROM adhelm.accounts WHERE account_id = '2'")
        failed = " ".join(dbting.build(shop.url, tmp_path).failed)
        assert "rows_are_of_a_load" in failed
        assert "known_in" in failed
