"""Changes that are applied by a process that is killed at any instant …"""

import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.act.publishing.office import Office, opened, states
from tests.observe.ingest.stage import playing

from adhelm.act import publishing
from adhelm.act.publishing import Plan
from adhelm.core.ads import Level
from adhelm.core.db import Database
from adhelm.govern import compliance
from adhelm.govern.compliance.types import Change, Place
from adhelm.sandbox.market.kinds import PER_DOLLAR

ROOT = Path(__file__).parents[2]
SEED = 20261121
_SETS = "campaign/update"
_STEPS = 50
"""So many steps of calls a change takes, about."""


class Killed:
    """Applies plans, killing the process on its way again and again, until all is settled."""

    def __init__(self, office: Office, plans: list[Plan], chance: random.Random) -> None:
        self.office = office
        self.plans = plans
        self.chance = chance
        self.kills = 0
        self.apart = 0
        """Steps between two kills are at most so many."""
        self.home = office.stage.home

    def until_settled(self, kills: int) -> None:
        changes = sum(len(plan.items) for plan in self.plans)
        self.apart = changes * _STEPS // kills
        while not self.is_settled():
            self.write_once(kill=self.kills < kills)

    def write_once(self, *, kill: bool) -> None:
        accounts = sorted({item.change.account_id for plan in self.plans for item in plan.items})
        words = [str(self.home), self.office.desk.clock.now().isoformat(), *accounts]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.publish_once", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdout is not None
            # So many steps of calls, whatever time they take.
            left = self.chance.randrange(self.apart) if kill else sys.maxsize
            while left and process.stdout.read(1):
                left -= 1
            if left == 0:
                process.kill()
                self.kills += 1
                return
        assert process.returncode == 0
        # What the platform wanted to be left alone for may go on.
        self.office.advance(minutes=11)

    def is_settled(self) -> bool:
        found = publishing.list_actions(**self.office.records, limit=10_000)
        return all(one.state in publishing.SETTLED for one in found)

    def values(self) -> dict[str, set[str]]:
        """Return campaign -> the budgets that were ever sent for it."""
        found: dict[str, set[str]] = defaultdict(set)
        for call in self.office.stage.play.calls():
            if _SETS in call["path"]:
                told = json.loads(call["body"])
                found[told["campaign_id"]].add(str(told["budget"]))
        return found


def _by_account(changes: list[Change]) -> dict[str, Change]:
    return {one.account_id: one for one in changes}


class TestKills:
    def test_leave_every_campaign_on_its_one_target(
        self, sqlite_database: Database, tmp_path: Path
    ):
        with playing() as play:
            play.restart()
            office = opened(play, tmp_path / "home", sqlite_database)
            self.prove(office, kills=3, every=3)

    @pytest.mark.long
    def test_leave_3000_campaigns_on_their_one_target_200_times(
        self, sqlite_database: Database, tmp_path: Path
    ):
        with playing("scale") as play:
            play.restart("scale")
            office = opened(play, tmp_path / "home", sqlite_database)
            self.prove(office, kills=200, every=9)

    def prove(self, office: Office, *, kills: int, every: int) -> None:
        changes = list(self.changes(office))[:3000]
        plan = self.approved(office, changes)
        for number in range(every, len(changes) * 2, every):
            mode = "timeout_after_commit" if number % 2 else "drop"
            office.stage.play.fault(mode=mode, platform="tiktok", path=_SETS, nth=number)
        office.stage.play.http.delete("/_sandbox/journal")
        publishing.release(principal=office.mia, desk=office.desk, plan_id=plan.id)
        killed = Killed(office, [plan], random.Random(SEED))  # noqa: S311
        killed.until_settled(kills)

        assert states(office.actions(plan)) == {"done": len(changes)}
        assert killed.kills == kills
        assert all(len(several) == 1 for several in killed.values().values())
        now = {one.entity_id: one.before for one in self.after(office)}
        assert {one.entity_id: now[one.entity_id] for one in changes} == {
            one.entity_id: one.after for one in changes
        }
        replayed = publishing.replay(**office.records)
        for action in office.actions(plan):
            assert replayed.actions[action.id] == action

    def changes(self, office: Office) -> Iterator[Change]:
        campaigns = [one for one in office.budgets() if one.level is Level.campaign]
        least = {one: self.least(office, some) for one, some in _by_account(campaigns).items()}
        for number, one in enumerate(campaigns):
            assert isinstance(one.before, Decimal)
            share = Decimal("0.9") - Decimal(number % 7) / 100
            after = (one.before * share).quantize(Decimal(1))
            if after >= least[one.account_id]:
                yield replace(one, after=after)

    def least(self, office: Office, change: Change) -> Decimal:
        """Return what TikTok takes for a campaign's day in an account: 50 dollars."""
        with office.writer(change) as (_, account):
            return 50 * Decimal(str(PER_DOLLAR[account.currency]))

    def after(self, office: Office) -> list[Change]:
        office.sync(only=["campaigns"])
        return office.budgets()

    def approved(self, office: Office, changes: list[Change]) -> Plan:
        return office.approve(office.propose(*changes))


@pytest.mark.long
class TestAFreeze:
    def test_lets_the_last_write_out_two_seconds_later_at_most(
        self, sqlite_database: Database, tmp_path: Path
    ):
        import threading

        with playing("scale") as play:
            play.restart("scale")
            office = opened(play, tmp_path / "home", sqlite_database)
            raises = [
                replace(one, after=(one.before * Decimal("1.1")).quantize(Decimal(1)))  # type: ignore[operator]
                for one in office.budgets()[:600]
                if one.level is Level.campaign
            ]
            plan = office.approve(office.propose(*raises))
            publishing.release(principal=office.mia, desk=office.desk, plan_id=plan.id)
            play.http.delete("/_sandbox/journal")
            writing = threading.Thread(target=office.write)
            writing.start()
            while self.writes(office) < 50:
                time.sleep(0.05)
            compliance.freeze(
                principal=office.noah, database=office.database, clock=office.desk.clock,
                place=Place(), reason="stop",
            )  # fmt: skip
            frozen_at = self.writes(office)
            time.sleep(2)
            later = self.writes(office)
            writing.join()

            assert self.writes(office) == later
            assert later - frozen_at <= 2 * 50
            counted = states(office.actions(plan))
            assert counted["refused"] > 0
            assert counted["done"] == later

    def writes(self, office: Office) -> int:
        return sum(_SETS in one["path"] for one in office.stage.play.calls())


@pytest.mark.long
@pytest.mark.sqlite
class TestTheIntent:
    def test_is_on_disk_before_the_call_leaves(self, sqlite_database: Database, tmp_path: Path):
        import shutil

        strace = shutil.which("strace")
        if strace is None:
            pytest.skip("there is no strace on this machine")
        with playing() as play:
            play.restart()
            office = opened(play, tmp_path / "home", sqlite_database)
            change = next(TestKills().changes(office))
            plan = office.approve(office.propose(change))
            publishing.release(principal=office.mia, desk=office.desk, plan_id=plan.id)
            trace = tmp_path / "trace"
            words = [str(office.stage.home), office.desk.clock.now().isoformat(), change.account_id]
            calls = "trace=fsync,fdatasync,sendto,write,pwrite64"
            done = subprocess.run(
                [strace, "-f", "-y", "-s", "200", "-e", calls, "-o", str(trace),
                 sys.executable, "-m", "tests.journeys.publish_once", *words],
                cwd=ROOT, stdout=subprocess.PIPE, check=False,
            )  # fmt: skip
            assert done.returncode == 0
            lines = trace.read_text(errors="replace").splitlines()
        sent = next(n for n, line in enumerate(lines) if _SETS in line and "POST" in line)
        synced = [n for n, line in enumerate(lines[:sent])
                  if "sync(" in line and "adhelm.db" in line]  # fmt: skip
        told = [n for n, line in enumerate(lines[:sent]) if "pwrite64" in line and "-wal" in line]
        assert synced
        assert told
        assert max(told) < max(synced) < sent
        assert states(office.actions(plan)) == {"done": 1}
