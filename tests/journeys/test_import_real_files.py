"""The real files in `../shared/data` give the figures of their README, exactly."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adhelm.connectors.contract import Hints
from adhelm.connectors.files import ExportReader
from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.principal import local
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import Imported, ImportState

DATA = Path(__file__).parents[2].parent / "shared" / "data"
FIXTURES = "ui_exports/fixtures"
MCDM = Hints(account="mcdm", currency="USD", timezone="UTC")
JULY = (date(2023, 7, 1), date(2023, 7, 31))

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no {DATA}")


@dataclass
class Home:
    """One warehouse for all files of the module, each in a workspace of its own."""

    database: Database
    warehouse: warehouses.Warehouse
    done: dict[str, Imported] = field(default_factory=dict)

    def load(self, workspace: str, *names: str, hints: Hints) -> list[Imported]:
        return ingest.import_paths(
            principal=local(workspace),
            database=self.database,
            warehouse=self.warehouse,
            reader=ExportReader(),
            clock=SystemClock(),
            paths=[str(DATA / name) for name in names],
            hints=hints,
        )

    def one(self, name: str, hints: Hints) -> Imported:
        if name not in self.done:
            (self.done[name],) = self.load(workspace_of(name), name, hints=hints)
        return self.done[name]

    def query(self, workspace: str, sql: str) -> list[tuple[object, ...]]:
        snapshot = warehouses.snapshot(self.warehouse, principal=local(workspace))
        connection = snapshot.connect()
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def home(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("real")
    shutil.copyfile(sqlite_template, folder / "adhelm.db")
    database = Database(f"sqlite:///{folder / 'adhelm.db'}")
    warehouse = warehouses.open_warehouse(
        location=str(folder / "warehouse"),
        database=database,
        clock=SystemClock(),
        memory_limit="1GB",
    )
    yield Home(database, warehouse)
    database.close()


def workspace_of(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name)[-60:].strip("-")


SUMS = "sum(impressions), sum(clicks), sum(spend)"


class TestFourPlatforms:
    def test_add_up(self, home: Home):
        names = [f"mcdm/{path.name}" for path in sorted((DATA / "mcdm").glob("src_*.csv"))]
        found = home.load("mcdm", *names, hints=MCDM)
        assert {one.state for one in found} == {ImportState.loaded}
        by_platform = home.query(
            "mcdm", f"SELECT platform, {SUMS} FROM facts GROUP BY ALL ORDER BY platform"
        )
        assert by_platform == [
            ("meta", 7_145_448, 65_527, Decimal(65_431)),
            ("microsoft_ads", 32_531, 991, Decimal(1_180)),
            ("tiktok", 37_887_685, 101_861, Decimal(97_905)),
            ("x", 9_642_974, 33_279, Decimal(17_270)),
        ]
        (total,) = home.query("mcdm", f"SELECT {SUMS} FROM facts")
        assert total == (54_708_638, 201_658, Decimal(181_786))
        (bing,) = home.query(
            "mcdm",
            "SELECT sum(platform_conversions) FROM facts WHERE platform = 'microsoft_ads'",
        )
        (meta,) = home.query(
            "mcdm",
            "SELECT sum(count), sum(value) FROM conversions "
            "WHERE platform = 'meta' AND event_type = 'purchase'",
        )
        assert bing == (Decimal(64),)
        assert meta == (Decimal(4_810), Decimal(385_072))
        rows = {one.staged.report.platform: one.staged.rows_staged for one in found if one.staged}
        assert rows == {"microsoft_ads": 1546, "meta": 3212, "tiktok": 2345, "x": 3130}

    def test_twice_change_nothing(self, home: Home):
        names = [f"mcdm/{path.name}" for path in sorted((DATA / "mcdm").glob("src_*.csv"))]
        home.load("mcdm", *names, hints=MCDM)
        again = home.load("mcdm", *names, hints=MCDM)
        assert {one.state for one in again} == {ImportState.unchanged}

    def test_have_a_description_that_is_no_export(self, home: Home):
        one = home.one("mcdm/mcdm_paid_ads_basic_performance_structure.csv", MCDM)
        assert one.state is ImportState.failed


@dataclass(frozen=True)
class Case:
    """One file: how it is asked for, and what must come of it."""

    name: str
    hints: Hints
    sums: dict[str, str | None]
    table: str = "period_facts"
    verdicts: frozenset[str] = frozenset({"ok"})


def google(name: str) -> str:
    return f"ui_exports/google_ads/{name}"


ACCOUNT = Hints(account="1", timezone="UTC")
META_SUMS: dict[str, str | None] = {"spend": "15978.28", "impressions": "770113"}
CASES = [
    Case(
        google("ad_group_report__utf16_tsv_USD.csv"),
        Hints(account="1", timezone="UTC", period=JULY),
        {
            "impressions": "229344", "clicks": "23098", "spend": "46250.96",
            "platform_conversions": "1030",
        },
        verdicts=frozenset({"ok", "remainder"}),
    ),
    Case(
        google("campaign_report__en_US_INR.csv"),
        ACCOUNT,
        {"spend": "2565.93"},
        verdicts=frozenset({"ok", "rounding"}),
    ),
    Case(
        google("campaign_report__zero_delivery_EUR_greek.csv"),
        ACCOUNT,
        {"spend": "0", "impressions": "0", "clicks": "0"},
    ),
    Case(
        google("search_terms_report__en_GB_GBP_converted_EUR.csv"),
        ACCOUNT,
        {"spend": "2235.33"},
        verdicts=frozenset({"ok", "rounding", "remainder"}),
    ),
    Case(
        "ui_exports/meta/campaigns_2021-11-15_2022-01-31.csv",
        ACCOUNT,
        META_SUMS,
        verdicts=frozenset({"ok", "not_additive"}),
    ),
    Case(
        "ui_exports/meta/ad_sets_2021-11-15_2022-01-31.csv",
        ACCOUNT,
        META_SUMS,
        verdicts=frozenset({"ok", "not_additive"}),
    ),
    Case(
        "ui_exports/meta/text_breakdown.csv",
        ACCOUNT,
        {"spend": "15978.09", "impressions": "770113"},
        verdicts=frozenset({"ok", "rounding", "not_additive"}),
    ),
    Case(
        f"{FIXTURES}/linkedin_campaign_performance__en_preamble.csv",
        ACCOUNT,
        {"spend": "1344.75", "platform_conversions": "4"},
        table="facts",
    ),
    Case(
        f"{FIXTURES}/x_campaigns__es_semicolon.csv",
        Hints(account="1", timezone="UTC", platform="x"),
        {"spend": "40.00", "impressions": "13000"},
        table="facts",
        verdicts=frozenset(),
    ),
    Case(
        f"{FIXTURES}/meta_ads_manager__en_totals_last.csv",
        ACCOUNT,
        {"spend": "1425.06", "impressions": "22000", "link_clicks": "350"},
    ),
    Case(
        f"{FIXTURES}/google_ads_ad_performance__totals_last.csv",
        ACCOUNT,
        {"spend": "250.00", "impressions": "2300", "clicks": "98", "platform_conversions": "6"},
    ),
    Case(
        f"{FIXTURES}/x_api_stats_campaign_7day.json",
        Hints(currency="USD", timezone="UTC"),
        {
            "spend": "31230", "impressions": "1062900", "clicks": "28400", "link_clicks": "13450",
            "platform_conversions": None,
        },
        table="facts",
        verdicts=frozenset(),
    ),
]  # fmt: skip


class TestExports:
    @pytest.mark.parametrize("case", CASES, ids=[Path(case.name).stem for case in CASES])
    def test_give_their_figures(self, home: Home, case: Case):
        one = home.one(case.name, case.hints)
        assert one.state is ImportState.loaded, one.error
        columns = ", ".join(f"sum({name})" for name in case.sums)
        (found,) = home.query(workspace_of(case.name), f"SELECT {columns} FROM {case.table}")
        wanted = [None if value is None else Decimal(value) for value in case.sums.values()]
        assert [None if value is None else Decimal(str(value)) for value in found] == wanted
        assert one.staged is not None
        assert {total.verdict for total in one.staged.totals} == case.verdicts

    def test_of_search_terms_say_what_is_not_in_them(self, home: Home):
        one = home.one(CASES[3].name, CASES[3].hints)
        assert one.staged is not None
        spend = {total.label: total.stated for total in one.staged.totals if total.field == "spend"}
        parts = ("Search terms", "Other search terms", "Display", "In-stream video")
        assert spend["Total: Search terms"] == Decimal("2235.27")
        assert spend["Total: Other search terms"] == Decimal("2040.81")
        assert spend["Total: Search"] == Decimal("4276.08")
        assert sum(spend[f"Total: {part}"] for part in parts) == spend["Total: Manager account"]

    def test_report_a_total_that_is_not_the_sum_of_its_rows(self, home: Home):
        hints = Hints(account="1", timezone="UTC", currency="USD", period=JULY)
        one = home.one("ui_exports/microsoft_ads/campaigns_grid__utf8bom_2023-08.csv", hints)
        assert one.state is ImportState.loaded, one.error
        assert one.staged is not None
        wrong = [total for total in one.staged.totals if total.verdict == "mismatch"]
        assert Decimal("487.25") in {total.stated for total in wrong}
        assert one.published is not None
        assert any(not check.passed for check in one.published.checks)

    def test_keep_reach_on_its_total_and_never_sum_it(self, home: Home):
        one = home.one("ui_exports/meta/campaigns_2021-11-15_2022-01-31.csv", ACCOUNT)
        assert one.staged is not None
        (reach,) = (total for total in one.staged.totals if total.field == "reach")
        assert (reach.stated, reach.verdict) == (Decimal(393_476), "not_additive")
        (leads,) = home.query(
            workspace_of("ui_exports/meta/campaigns_2021-11-15_2022-01-31.csv"),
            "SELECT sum(count) FROM period_conversions",
        )
        assert leads == (Decimal(1581),)


def rounded(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(round(value, 2) if isinstance(value, Decimal) else value for value in row)


class TestBreakdown:
    HINTS = Hints(platform="meta", account="kag", currency="USD", timezone="UTC")
    NAME = "kag/KAG_conversion_data.csv"

    def test_adds_up_to_its_campaigns(self, home: Home):
        one = home.one(self.NAME, self.HINTS)
        assert one.state is ImportState.loaded, one.error
        table = "facts" if one.staged and one.staged.report.grain == "day" else "period_facts"
        workspace = workspace_of(self.NAME)
        (total,) = home.query(workspace, f"SELECT {SUMS} FROM {table}")
        # The file carries nine decimals; its README two.
        assert rounded(total) == (213_434_828, 38_165, Decimal("58705.23"))
        campaigns = home.query(
            workspace,
            f"SELECT campaign_id, sum(spend)::DECIMAL(38,9) FROM {table} GROUP BY ALL ORDER BY ALL",
        )
        assert [rounded(row) for row in campaigns] == [
            ("1178", Decimal("55662.15")),
            ("916", Decimal("149.71")),
            ("936", Decimal("2893.37")),
        ]
