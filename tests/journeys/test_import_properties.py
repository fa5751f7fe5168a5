"""The same facts …"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.observe.ingest import samples

from adhelm.core.principal import local
from adhelm.observe import ingest
from adhelm.observe.ingest.types import ImportState

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
_NEW = itertools.count()


@dataclass(frozen=True)
class Export:
    """Rows with distinct keys, and one of the many ways to write them."""

    rows: tuple[samples.Row, ...]
    encoding: str
    delimiter: str
    columns: tuple[int, ...]
    cut: int


@st.composite
def exports(draw: st.DrawFn) -> Export:
    days = draw(st.integers(1, 4))
    campaigns = draw(st.integers(1, 3))
    keys = list(itertools.product(range(days), range(campaigns)))
    rows = tuple(
        (
            date(2026, 1, 27) + timedelta(days=day),
            f"Kampagne Ä{n}",
            1_202_148_713_579_111_317 + n,
            (impressions := draw(st.integers(0, 10**9))),
            draw(st.integers(0, impressions)),
            draw(st.decimals(-1000, 10**6, places=2)),
        )
        for day, n in keys
    )  # fmt: skip
    return Export(
        rows=rows,
        encoding=draw(st.sampled_from(ENCODINGS)),
        delimiter=draw(st.sampled_from(",;\t")),
        columns=tuple(draw(st.permutations(range(len(samples.HEADER))))),
        cut=draw(st.integers(0, len(rows))),
    )


@pytest.fixture
def same(tmp_path: Path, parts: dict[str, Any]):
    """Import files as a workspace of their own and return its facts."""

    def run(*contents: bytes) -> list[samples.Row]:
        number = next(_NEW)
        principal = local(f"w{number}")
        paths = [tmp_path / f"{number}-{n}.csv" for n in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        found = ingest.import_paths(
            **{**parts, "principal": principal},
            paths=[str(path) for path in paths],
            hints=samples.HINTS,
        )
        good = {ImportState.loaded, ImportState.unchanged}
        assert {one.state for one in found} <= good, [one.error for one in found]
        return samples.facts(parts["warehouse"], principal)

    return run


def written(export: Export, **how: object) -> bytes:
    columns = how.get("columns", range(len(samples.HEADER)))
    rows: Sequence[samples.Row] = how.get("rows", export.rows)  # type: ignore[assignment]  # as named
    picked = [tuple(row[at] for at in columns) for row in rows]  # type: ignore[attr-defined]  # ints
    header = [samples.HEADER[at] for at in columns]  # type: ignore[attr-defined]  # ints
    text = samples.text(picked, header=header, delimiter=str(how.get("delimiter", ",")))
    encoding = str(how.get("encoding", "utf-8"))
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    return (mark + text).encode(encoding)


often = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class TestFacts:
    @given(exports())
    @often
    def test_come_of_another_encoding_order_and_cut(self, same, export: Export):
        plain = same(written(export), written(export))
        assert len(plain) == len(export.rows)
        other = {
            "encoding": export.encoding, "delimiter": export.delimiter,
            "columns": export.columns, "rows": export.rows[::-1],
        }  # fmt: skip
        assert same(written(export, **other)) == plain
        halves = [half for half in (export.rows[: export.cut], export.rows[export.cut :]) if half]
        assert same(*(written(export, rows=half) for half in halves)) == plain
