"""Output formats, tables, progress, and the options all commands share."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.principal import Principal, local
from adhelm.core.services import Services
from adhelm.core.terminal import (
    ConsentMissing,
    OutputRefused,
    Session,
    Shell,
    Terminal,
    command,
    formats,
    group,
    plain,
)
from adhelm.core.terminal.progress import Bar, Lines

ROWS = [
    {"platform": "google_ads", "spend": Decimal("12345.500000000"), "roas": Decimal("2.125")},
    {"platform": "meta", "spend": Decimal(0), "roas": None},
]


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(output: str = "table", **settings: object) -> Terminal:
    return Terminal(output=output, stdout=io.StringIO(), stderr=io.StringIO(), **settings)  # type: ignore[arg-type]  # settings vary by test


def printed(screen: Terminal) -> str:
    screen.close()
    assert isinstance(screen.stdout, io.StringIO)
    return screen.stdout.getvalue()


def told(screen: Terminal) -> str:
    assert isinstance(screen.stderr, io.StringIO)
    return screen.stderr.getvalue()


@dataclass
class Point:
    x: int
    y: Decimal


class Colour(StrEnum):
    red = "red"


class TestPlain:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (Decimal("1E+3"), "1000"),
            (Decimal("1.500000000"), "1.5"),
            (Decimal("-0.000"), "0"),
            (Decimal("NaN"), None),
            (float("inf"), None),
            (7, 7),
            (2**63, "9223372036854775808"),
            (date(2026, 3, 1), "2026-03-01"),
            (datetime(2026, 3, 1, 9, tzinfo=UTC), "2026-03-01T09:00:00+00:00"),
            (Colour.red, "red"),
            ({"a": (Decimal(1), None)}, {"a": ["1", None]}),
            (Path("a/b"), "a/b"),
            (Point(1, Decimal("2.50")), {"x": 1, "y": "2.5"}),
            (True, True),
        ],
    )
    def test_gives_json_types(self, value: object, expected: object):
        assert plain(value) == expected

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=9))
    @settings(max_examples=60)
    def test_keeps_every_decimal_exactly(self, value: Decimal):
        assert Decimal(str(plain(value))) == value


class TestCsv:
    @pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "\r=x"])
    def test_never_lets_a_spreadsheet_run_a_formula(self, cell: str):
        text = formats.as_csv([{"name": cell}], ["name"])
        assert next(iter(csv.DictReader(io.StringIO(text, newline=""))))["name"] == "'" + cell

    @pytest.mark.parametrize("cell", [Decimal("-5.5"), -3, "-12", "+1.5e3"])
    def test_keeps_numbers_as_numbers(self, cell: object):
        text = formats.as_csv([{"name": cell}], ["name"])
        assert not text.splitlines()[1].startswith("'")

    def test_writes_null_as_nothing_and_zero_as_zero(self):
        assert formats.as_csv(ROWS, ["spend", "roas"]).splitlines() == [
            "spend,roas",
            "12345.5,2.125",
            "0,",
        ]

    @given(st.lists(st.text(alphabet="ab,\"\n';é"), min_size=1, max_size=5))
    @settings(max_examples=60)
    def test_reads_back_as_it_was(self, cells: list[str]):
        text = formats.as_csv([{"v": cell, "n": 1} for cell in cells], ["v", "n"])
        assert [row["v"] for row in csv.DictReader(io.StringIO(text, newline=""))] == cells


class TestMarkdown:
    def test_aligns_numbers_and_escapes_pipes(self):
        text = formats.as_markdown([{"a": "x|y", "n": 1}, {"a": None, "n": None}], ["a", "n"])
        assert text == "| a | n |\n| --- | ---: |\n| x\\|y | 1 |\n| – | – |\n"


class TestRows:
    def test_prints_one_json_document_with_provenance(self):
        screen = terminal("json")
        screen.rows(ROWS, provenance={"data_version": 3})
        document = json.loads(printed(screen))
        assert document["rows"][0] == {
            "platform": "google_ads",
            "spend": "12345.5",
            "roas": "2.125",
        }
        assert document["rows"][1]["roas"] is None
        assert document["provenance"] == {"data_version": 3}

    def test_names_several_tables_by_their_titles_in_json(self):
        screen = terminal("json")
        screen.rows(ROWS, title="By platform")
        screen.record({"path": "report.html"}, title="Report")
        assert set(json.loads(printed(screen))) == {"by_platform", "report"}

    def test_groups_thousands_and_shows_null_as_a_dash_in_tables_only(self):
        screen = terminal()
        screen.rows(ROWS, title="By platform")
        text = printed(screen)
        assert "12,345.50" in text
        assert "–" in text
        assert "By platform" in text

    def test_shows_people_the_brief_columns_and_programs_all(self):
        rows = [{"file": "a.csv", "import": "imp_1"}]
        people, programs = terminal(), terminal(output="csv")
        for screen in (people, programs):
            screen.rows(rows, brief=("file",))
        assert "imp_1" not in printed(people)
        assert "imp_1" in printed(programs)

    def test_shows_an_instant_to_the_second(self):
        screen = terminal()
        screen.rows([{"at": datetime(2026, 3, 1, 9, 0, 5, 123456, tzinfo=UTC)}])
        assert "2026-03-01 09:00:05Z" in printed(screen)

    def test_fits_the_width_by_folding(self, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        screen = terminal()
        screen.rows([{"name": "x" * 120, "spend": Decimal("1234.5"), "note": "words " * 20}])
        assert max(len(line) for line in printed(screen).splitlines()) <= 80

    def test_lists_the_fields_below_each_other_when_numbers_would_not_fit(self):
        screen = terminal()
        screen.rows([{f"measure_{n}": Decimal("123456789.12") for n in range(12)}])
        text = printed(screen)
        assert text.count("123,456,789.12") == 12
        assert max(len(line) for line in text.splitlines()) <= 80

    def test_does_not_take_brackets_for_markup(self):
        screen = terminal()
        screen.rows([{"name": "[red]Brand[/red]"}])
        assert "[red]Brand[/red]" in printed(screen)

    def test_says_yes_and_no_and_joins_lists_in_tables(self):
        screen = terminal()
        screen.rows([{"on": True, "off": False, "tags": ["a", "b"], "nan": float("nan"), "n": 1}])
        text = printed(screen)
        assert all(word in text for word in ("yes", "no", "a, b", "–"))

    def test_writes_lists_into_one_cell_of_a_csv(self):
        screen = terminal("csv")
        screen.rows([{"tags": ["a", "b"], "on": True}])
        assert printed(screen) == 'tags,on\r\n"[""a"",""b""]",true\r\n'

    def test_refuses_parquet_on_a_screen(self):
        with pytest.raises(OutputRefused, match="not written to a terminal"):
            Terminal(output="parquet", stdout=Screen(), stderr=io.StringIO()).rows(ROWS)

    def test_keeps_the_columns_of_an_empty_answer(self):
        screen = terminal("csv")
        screen.rows([], columns=["a", "b"])
        assert printed(screen) == "a,b\r\n"

    def test_picks_fields_and_limits_rows(self):
        screen = terminal("ndjson", fields=["spend"], limit=1)
        screen.rows(ROWS)
        assert printed(screen) == '{"spend":"12345.5"}\n'

    def test_refuses_a_field_that_is_not_there(self):
        with pytest.raises(OutputRefused, match="no field 'clicks'"):
            terminal("csv", fields=["clicks"]).rows(ROWS)

    def test_writes_to_a_file(self, tmp_path: Path):
        screen = terminal("csv", out=tmp_path / "a.csv")
        screen.rows(ROWS)
        assert printed(screen) == ""
        assert (tmp_path / "a.csv").read_bytes().startswith(b"platform,spend,roas\r\n")

    def test_writes_parquet_with_exact_money(self, tmp_path: Path):
        import pyarrow.parquet as pq

        screen = terminal("parquet", out=tmp_path / "a.parquet")
        screen.rows(ROWS)
        assert pq.read_table(tmp_path / "a.parquet").to_pylist() == ROWS


class TestRecord:
    def test_is_the_object_itself_in_json(self):
        screen = terminal("json")
        screen.record({"spend": Decimal("1.50"), "day": date(2026, 3, 1)})
        assert json.loads(printed(screen)) == {"spend": "1.5", "day": "2026-03-01"}

    @pytest.mark.parametrize("output", ["table", "md", "csv", "ndjson"])
    def test_shows_each_field(self, output: str):
        screen = terminal(output)
        screen.record({"rows": 12, "state": "ok"}, title="Import")
        assert "12" in printed(screen)


class TestText:
    def test_is_printed_as_it_is(self):
        screen = terminal()
        screen.text("complete -F x")
        assert printed(screen) == "complete -F x\n"

    def test_is_a_string_in_json(self):
        screen = terminal("json")
        screen.text("x")
        assert json.loads(printed(screen)) == {"text": "x"}


class TestNotes:
    def test_say_more_when_asked(self):
        silent, verbose = terminal(), terminal(verbose=1)
        for screen in (silent, verbose):
            screen.detail("sql: SELECT 1")
        assert (told(silent), told(verbose)) == ("", "sql: SELECT 1\n")

    def test_go_to_standard_error(self):
        screen = terminal()
        screen.note("next: adhelm query")
        screen.warn("one row was rejected")
        assert printed(screen) == ""
        assert told(screen) == "next: adhelm query\nwarning: one row was rejected\n"

    def test_are_silent_when_quiet_but_warnings_are_not(self):
        screen = terminal(quiet=True)
        screen.note("x")
        screen.warn("y")
        assert told(screen) == "warning: y\n"

    def test_are_json_lines_under_json(self):
        screen = terminal("json")
        screen.note("x")
        assert json.loads(told(screen)) == {"type": "note", "message": "x"}


class TestProgress:
    def test_is_ndjson_with_exactly_one_result_at_the_end(self):
        screen = terminal()
        with screen.progress("import") as progress:
            for done in range(1, 6):
                progress(done, 5, "rows")
        screen.result(0)
        screen.result(0)
        lines = [json.loads(line) for line in told(screen).splitlines()]
        assert [line["type"] for line in lines].count("result") == 1
        assert lines[-1] == {"type": "result", "ok": True, "exit_code": 0}
        assert lines[-2]["done"] == 5

    def test_has_no_result_without_progress(self):
        screen = terminal()
        screen.result(0)
        assert told(screen) == ""

    def test_is_silent_when_quiet(self):
        screen = terminal(quiet=True)
        with screen.progress("import") as progress:
            progress(1, 2, "rows")
        assert told(screen) == ""

    def test_says_the_last_step_always(self):
        stream = io.StringIO()
        lines = Lines(stream, "import")
        lines(1, 3, "rows")
        lines(3, 3, "rows")
        lines.close()
        assert [json.loads(line)["done"] for line in stream.getvalue().splitlines()] == [1, 3]

    def test_shows_a_bar_only_after_a_second(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("TERM", "xterm")
        seconds = iter([0.0, 0.5, 1.5])
        stream = Screen()
        bar = Bar(stream, "import", monotonic=lambda: next(seconds))
        bar(1, 3, "rows")
        assert stream.getvalue() == ""
        bar(2, 3, "rows")
        bar.close()
        assert "import" in stream.getvalue()


def opened(_home: Path | None, workspace: str | None) -> tuple[Services, Principal]:
    return Services(), local(workspace or "acme")


@command("show", as_of=True, dry_run=True, consent=True)
@click.argument("name")
def show(shell: Shell, *, name: str) -> None:
    """Show one thing."""
    if name == "danger":
        shell.confirm("Delete it?")
    shell.terminal.rows(
        [{"name": name, "as_of": shell.as_of, "workspace": shell.principal.workspace_id}]
    )


class TestCommand:
    def run(self, *args: str):
        return CliRunner().invoke(show, list(args), obj=Session(open=opened))

    def test_hands_over_the_shell_and_prints_json(self):
        result = self.run("x", "--json", "--workspace", "w1", "--as-of", "2026-03-01")
        row = json.loads(result.stdout)["rows"][0]
        assert row == {"name": "x", "as_of": "2026-03-01", "workspace": "w1"}

    @pytest.mark.parametrize(
        ("text", "shown"), [("12", 12), ("2026-03-01T09:00Z", "2026-03-01T09:00:00+00:00")]
    )
    def test_reads_versions_and_instants(self, text: str, shown: object):
        result = self.run("x", "--json", "--as-of", text)
        assert json.loads(result.stdout)["rows"][0]["as_of"] == shown

    @pytest.mark.parametrize("text", ["yesterday", "2026-03-01T09:00", "2026-13-01"])
    def test_refuses_a_moment_it_cannot_pin(self, text: str):
        result = self.run("x", "--as-of", text)
        assert result.exit_code == 2
        assert "time zone" in result.stderr

    def test_does_not_do_it_without_a_yes(self):
        assert isinstance(self.run("danger").exception, ConsentMissing)
        assert self.run("danger", "--yes").exit_code == 0

    def test_does_not_add_an_option_twice(self):
        @command("top")
        @click.option("--limit", type=int, default=3)
        def top(shell: Shell, *, limit: int) -> None:
            shell.terminal.rows([{"n": n} for n in range(limit + 2)])

        result = CliRunner().invoke(top, ["--json", "--limit", "2"], obj=Session(open=opened))
        assert len(json.loads(result.stdout)["rows"]) == 4

    def test_is_added_to_its_group(self):
        things = group("things", help="Things.")
        command("show", parent=things)(show.callback)  # type: ignore[arg-type]  # a function
        assert things.list_commands(click.Context(things)) == ["show"]
