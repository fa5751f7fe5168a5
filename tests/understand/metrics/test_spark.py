"""Spark and DuckDB answer alike: a real cluster of one master and two workers on loopback."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.understand.metrics.conftest import DAY, conversion, fact

from adhelm.core.ads import Period
from adhelm.understand.metrics.store import SparkEngine

pyspark = pytest.importorskip("pyspark", reason="needs Java 17 and adhelm[spark]")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17 and adhelm[spark]"),
    pytest.mark.filterwarnings("default"),
]
D = Decimal
QUESTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("spend", "clicks", "ctr", "cpc", "cpm"), {"by": ["platform"]}),
    (("spend", "conversions", "conversion_value", "roas", "cpa"), {"by": ["platform", "week"]}),
    (("spend", "purchases", "leads"), {"by": ["date"], "conversions": "all_events"}),
    (("spend",), {"by": ["month", "weekday"], "where": "weekday in (mon, tue) and spend > 1"}),
    (("spend", "roas"), {"by": ["campaign"], "sort": ["-roas", "campaign"], "limit": 3}),
    (("spend",), {"by": ["campaign_id"], "where": 'campaign ~ "b*" or platform = tiktok'}),
    (("spend", "clicks"), {"by": ["age"], "where": "gender != male"}),
    (("spend.7d", "roas.7d", "spend.mtd"), {"by": ["platform", "date"]}),
    (("spend.7d", "spend"), {"by": ["platform"]}),
    (("spend",), {"by": ["campaign_age_week", "acquisition_month"]}),
    (("spend",), {"by": ["conversion_maturity", "quarter", "year"]}),
    (("spend", "cpc"), {"by": ["platform"], "compare": "previous", "period": Period(
        DAY + timedelta(days=14), DAY + timedelta(days=28))}),
    (("impressions", "spend"), {"where": "campaign_id not in (c1) and date >= 2026-01-03"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    from pyspark.sql import SparkSession

    with _cluster(tmp_path_factory.mktemp("spark")) as url:
        builder = SparkSession.builder.master(url).appName("adhelm-tests")
        for name, value in {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2",
            "spark.executor.memory": "512m", "spark.executor.cores": "1",
            "spark.sql.session.timeZone": "UTC", "spark.pyspark.python": sys.executable,
        }.items():  # fmt: skip
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield SparkEngine(session)
        finally:
            session.stop()


class TestSparkEngine:
    @pytest.mark.parametrize(
        ("metrics", "question", "currency"),
        [
            *(pytest.param(*question, None, marks=pytest.mark.long) for question in QUESTIONS),
            *((*QUESTIONS[index], "EUR") for index in (1, 4, 7, 11)),
        ],
    )
    def test_answers_as_duckdb_does(self, over, engine, metrics, question, currency):
        ask = over(*_facts(currency), **_others(), rates={("USD", "EUR"): D("0.912345678")})
        here = ask(*metrics, **question, currency=currency)
        there = ask(*metrics, **question, currency=currency, engine=engine)
        assert there.columns == here.columns
        assert list(there.rows) == list(here.rows)
        assert there.rows
        assert there.provenance.engine == "spark"

    def test_answers_an_empty_table(self, over, engine):
        ask = over(fact(spend=D(1)))
        assert ask("spend", "purchases", engine=engine).rows == [(D(1), None)]


def _facts(currency: str | None) -> list[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 - the same rows each time
    rows = []
    for day in range(40):
        for number, platform in enumerate(("google_ads", "meta", "tiktok")):
            row = fact(
                platform=platform,
                campaign=f"c{number + day % 2}",
                day=day,
                currency="USD" if currency and platform == "tiktok" else "EUR",
                spend=D(chance.randrange(10**12)).scaleb(-9),
                clicks=chance.choice([None, 0, chance.randrange(50)]),
                impressions=chance.randrange(5000),
                platform_conversions=D(chance.randrange(400)) / 10,
                platform_conversion_value=D(chance.randrange(10**6)) / 100,
            )
            rows.append(row)
            rows += [
                {**row, "breakdown": "age,gender", "breakdown_key": key}
                for key in ("age=18-24|gender=male", "age=25-34|gender=female")
            ]
    return rows


def _others() -> dict[str, Any]:
    names = [fact(campaign=f"c{n}", name=name) for n, name in enumerate(["Brand", "Bold", "Cold"])]
    meta = [fact(platform="meta", campaign=f"c{n}", name=f"Meta {n}") for n in range(1, 3)]
    events = [
        conversion(
            platform="meta", campaign=f"c{1 + day % 2}", day=day, conversion_name=name,
            count=D(day) / 3 if name == "purchase" else D(1), value=D(day),
        )
        for day in range(40)
        for name in (["omni_purchase", "purchase"] if day % 3 else ["purchase"])
    ]  # fmt: skip
    for row in events:
        row["count"] = row["count"].quantize(D("1e-9"))
    return {"entities": [*names, *meta], "conversions": events}


@contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    """Start one master and two workers on loopback, yield the master's URL, and end them."""
    port, page = _free_port(), _free_port()
    url = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        master = ["Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page)]
        stack.enter_context(_daemon(folder / "master.log", *master))
        _wait(lambda: _open(port))
        for number in range(2):
            work = str(folder / f"work{number}")
            stack.enter_context(
                _daemon(
                    folder / f"worker{number}.log",
                    "Worker",
                    "--host",
                    "127.0.0.1",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--webui-port",
                    str(_free_port()),
                    "--work-dir",
                    work,
                    url,
                )
            )
        _wait(lambda: (folder / "master.log").read_text().count("Registering worker") == 2)
        yield url


@contextmanager
def _daemon(log: Path, kind: str, *arguments: str) -> Iterator[None]:
    home = Path(str(pyspark.__file__)).parent
    module = f"org.apache.spark.deploy.{kind.lower()}.{kind}"
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}  # noqa: TID251
    with log.open("w") as stream, subprocess.Popen(
        [str(home / "bin" / "spark-class"), module, *arguments],
        stdout=stream, stderr=subprocess.STDOUT, env=environment,
    ) as process:  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(ready: Any) -> None:
    until = time.monotonic() + 90
    while not ready():
        if time.monotonic() > until:
            pytest.skip("the Spark cluster did not start within 90 s")
        time.sleep(0.1)  # a process of its own: there is nothing to wait on


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
