"""The checks find what is wrong, and their verdicts can be read later."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.observe.warehouse.deliveries import JAN, Fact, deliver

from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.logic.checks import Check, catalogue
from adhelm.observe.warehouse.logic.reconciling import verdict

DAY = timedelta(days=1)


def verdicts(warehouse: Warehouse, principal: Principal) -> dict[str, int]:
    return {one.check: one.found for one in warehouses.run_checks(warehouse, principal=principal)}


class TestCatalogue:
    def test_has_checks_of_one_name_each(self):
        names = [check.name for check in catalogue()]
        assert len(names) == len(set(names))
        assert {check.severity for check in catalogue()} == {"block", "warn", "info"}

    @pytest.mark.parametrize(
        "wrong",
        [{"severity": "fatal"}, {"over": "raw"}, {"where": ""}, {"tables": ("ads",)},
         {"function": "volume"}],
    )  # fmt: skip
    def test_refuses_a_check_that_cannot_run(self, wrong: dict[str, str]):
        right = {"name": "x", "severity": "warn", "over": "staged", "what": "x",
                 "tables": ("facts",), "where": "TRUE"}  # fmt: skip
        with pytest.raises(ValueError, match="check x"):
            Check(**{**right, **wrong})  # type: ignore[arg-type]  # wrong on purpose


class TestChecks:
    def test_find_nothing_in_good_data(self, warehouse: Warehouse, principal: Principal):
        deliver(warehouse, [Fact("a", date(2026, 2, 28))], principal=principal)
        assert set(verdicts(warehouse, principal).values()) == {0}
        stored = warehouses.quality_results(warehouse, principal=principal)
        assert stored[0].version == 1
        assert warehouses.quality_results(warehouse, principal=principal, failing=True) == []

    def test_find_accounts_that_stopped(self, warehouse: Warehouse, principal: Principal):
        deliver(warehouse, [Fact("a", date(2026, 2, 20))], principal=principal)
        assert verdicts(warehouse, principal)["freshness"] == 1

    def test_find_a_day_with_far_fewer_rows(self, warehouse: Warehouse, principal: Principal):
        days = [date(2026, 2, 10) + n * DAY for n in range(10)]
        facts = [Fact(f"e{n}", day) for day in days[:-1] for n in range(25)]
        deliver(warehouse, [*facts, Fact("e0", days[-1])], principal=principal)
        assert verdicts(warehouse, principal)["volume.sudden_change"] == 1

    def test_find_children_that_lack_something(self, warehouse: Warehouse, principal: Principal):
        day = date(2026, 2, 28)
        facts = [
            Fact("acc", day, level="account", impressions=30, spend=Decimal("10.00")),
            Fact("a", day, impressions=20, spend=Decimal("5.00")),
            Fact("b", day, impressions=10, spend=Decimal("4.985")),
            Fact("x", day, level="ad", impressions=12, spend=Decimal("9.985")),
        ]
        deliver(warehouse, facts, principal=principal)
        assert verdicts(warehouse, principal)["reconciliation"] == 1
        found = warehouses.reconcile(warehouses.snapshot(warehouse, principal=principal))
        told = {(one.parent, one.child, one.field): (one.remainder, one.verdict) for one in found}
        assert told["account", "campaign", "spend"] == (Decimal("0.015"), "rounding")
        assert told["account", "campaign", "impressions"] == (Decimal(0), "ok")
        assert told["campaign", "ad", "impressions"] == (Decimal(18), "unexplained")
        assert told["campaign", "ad", "spend"] == (Decimal(0), "ok")


class TestVerdict:
    @given(st.decimals("-5", "5", places=3), st.integers(1, 100))
    def test_of_money_is_rounding_up_to_a_hundredth_per_row(self, remainder: Decimal, rows: int):
        wanted = "ok" if not remainder else "unexplained"
        if remainder and abs(remainder) <= Decimal("0.01") * rows:
            wanted = "rounding"
        assert verdict("spend", remainder, rows) == wanted
        assert verdict("clicks", remainder, rows) in {"ok", "unexplained"}


class TestLookback:
    def test_says_which_days_may_still_change(self):
        assert warehouses.provisional_from("meta", date(2026, 3, 1)) == date(2026, 2, 1)
        assert warehouses.provisional_from("unheard_of", date(2026, 3, 1)) == JAN + 29 * DAY
