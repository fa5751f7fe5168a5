"""A change that was carried out on the sandbox is judged once its days are final …"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.act.publishing.office import Office, more, opened
from tests.observe.ingest.stage import Play, playing

from adhelm.act import publishing
from adhelm.core.db import Database
from adhelm.learn import outcomes
from adhelm.learn.outcomes import Verdict


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    with playing() as running:
        yield running


@pytest.fixture
def office(play: Play, sqlite_database: Database, tmp_path: Path) -> Office:
    play.restart()
    made = opened(play, tmp_path / "home", sqlite_database)
    made.go_live()
    return made


class TestAnAppliedChange:
    def test_waits_for_its_days_and_is_judged_on_them(self, office: Office):
        change = more(office.budgets()[0], "0.5")
        (done,) = office.carry_out(change)
        judge = publishing.publisher("acme")

        (waiting,) = outcomes.keep(principal=judge, desk=office.desk)
        assert (waiting.verdict, waiting.recommender) == (Verdict.waiting, "person")
        assert waiting.advice_id == done.plan_id

        changed = office.desk.clock.now()
        office.advance(days=45)
        since = (changed - timedelta(days=100)).date()
        office.stage.sync(only=["campaigns", "campaign_daily"], since=since)
        (found,) = outcomes.keep(principal=judge, desk=office.desk)

        assert found.id == waiting.id
        assert found.verdict not in {Verdict.waiting, Verdict.better}
        assert found.first_day > changed.date()
        assert (found.last_day - found.first_day).days == 6
        (told,) = found.details["changes"]
        assert Decimal(told["after"]) == change.after
        assert outcomes.keep(principal=judge, desk=office.desk) == []
