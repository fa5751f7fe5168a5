"""A breaker …"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from adhelm.govern import compliance
from adhelm.govern.compliance import Figures, Place, Reading, StopKind
from adhelm.govern.compliance.logic.breaking import jump, usual_of

if TYPE_CHECKING:
    from tests.govern.compliance.conftest import Desk

D = Decimal
TODAY = date(2026, 3, 1)


def reading(version: int = 1, *, today: date = TODAY, times: Any = 1, **last: Any) -> Reading:
    """Five weeks of 100.00 and 50 clicks a day at a return of 4, the last whole day changed."""
    days = [
        Figures(today - timedelta(days=ago), D(100) * times, 50, D(400) * times)
        for ago in range(35, -1, -1)
    ]
    told = {name: last.pop(name) for name in ("spend", "clicks", "value") if name in last}
    days[-2] = replace(days[-2], **told)
    return Reading("meta", "1", version, tuple(days), today, **last)


def said(found: Reading, before: Reading | None = None) -> str:
    return jump(found, usual_of(before or found))


class TestAJump:
    @pytest.mark.parametrize(
        ("told", "word"),
        [({"value": D(8000)}, "return of 80.00"), ({"value": D(7999)}, ""),
         ({"clicks": 0}, "no click"), ({"clicks": 0, "spend": D(5)}, ""), ({"clicks": None}, ""),
         ({"spend": D(9), "value": D(900)}, ""), ({"spend": D(0), "clicks": 0}, "no spend all day"),
         ({"idle_hours": D(6)}, "no spend for 6 hours"), ({"idle_hours": D("5.9")}, ""),
         ({"idle_hours": D(9), "usual_idle_hours": D(5)}, ""),
         ({"idle_hours": D(9), "enabled": False}, "")],
    )  # fmt: skip
    def test_is_what_no_correction_explains(self, told, word):
        found = said(reading(**told))
        assert word in found
        assert bool(found) == bool(word)

    def test_is_no_burst_of_restated_days(self):
        assert not said(reading(times=D("1.6")), before=reading())
        assert not said(reading(times=D("0.3")), before=reading())

    def test_is_seen_also_when_all_days_were_restated_so(self):
        found = reading()
        worth = tuple(replace(day, value=(day.value or D(0)) * 25) for day in found.days)
        assert said(replace(found, days=worth), before=reading())

    def test_is_no_single_sale_of_a_small_account(self):
        quiet = [Figures(TODAY - timedelta(days=ago), D(10), 5, D(0)) for ago in range(35, -1, -1)]
        quiet[5] = replace(quiet[5], value=D(900))
        quiet[-2] = replace(quiet[-2], value=D(1000))
        assert not said(Reading("meta", "1", 1, tuple(quiet), TODAY))

    def test_needs_to_know_what_is_usual(self):
        new = reading(value=D(10**6))
        assert not said(replace(new, days=new.days[-3:]))


class TestABreaker:
    def test_opens_on_a_jump_and_closes_after_two_clean_syncs(self, desk: Desk):
        assert desk.judge(reading(1)) == []
        (opened,) = desk.judge(reading(2, value=D(9000)))
        assert (opened.kind, opened.place) == (StopKind.breaker, Place("meta", "1"))
        assert "return of 90.00" in desk.stops("meta", "1").breaker
        assert not desk.stops("meta", "2").breaker
        assert desk.judge(reading(2)) == [], "the same data are looked at once"
        assert desk.judge(reading(3)) == []
        assert desk.judge(reading(4, value=D(9000))) == []
        assert desk.judge(reading(5)) == []
        (closed,) = desk.judge(reading(6))
        assert (closed.id, closed.open) == (opened.id, False)
        assert not desk.stops("meta", "1").breaker
        assert desk.actions() == [
            "done compliance.open_breaker", "done compliance.close_breaker",
        ]  # fmt: skip

    def test_does_not_learn_from_a_jump(self, desk: Desk):
        desk.judge(reading(1))
        found = reading(2)
        strange = replace(
            found, days=tuple(replace(one, value=(one.value or D(0)) * 30) for one in found.days)
        )
        assert len(desk.judge(strange)) == 1
        assert desk.judge(replace(strange, data_version=3)) == []
        assert desk.stops("meta", "1").breaker

    def test_is_closed_by_a_person_who_takes_the_figures_as_they_are(self, desk: Desk, boss: Desk):
        desk.judge(reading(1))
        (opened,) = desk.judge(reading(2, value=D(9000)))
        compliance.lift(**boss.parts, kind=StopKind.breaker, stop_id=opened.id, reason="a fair")
        assert desk.judge(reading(3, value=D(9000))) == []
        later = TODAY + timedelta(days=1)
        grown = reading(4, today=later, value=D(9500))
        days = (*grown.days[:-3], replace(grown.days[-3], value=D(9000)), *grown.days[-2:])
        assert desk.judge(replace(grown, days=days)) == []
        assert len(desk.judge(reading(5, today=later + timedelta(days=9), clicks=0))) == 1

    def test_is_of_one_workspace(self, desk: Desk):
        desk.judge(reading(1, clicks=0))
        assert not desk.elsewhere().stops("meta", "1").breaker
