"""Figures are exact over all processes of a home, however they end; traces reach the receiver."""

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from adhelm.core import telemetry
from adhelm.core.db import Database
from adhelm.core.request import working_on
from adhelm.core.telemetry import Reading, Slots, Spent

_COUNTS = """
import sys, threading
from pathlib import Path
from adhelm.core import telemetry

telemetry.keep_in(Path(sys.argv[1]))

def work():
    for _ in range(500):
        telemetry.request_ended(
            method="GET", route="/x/{id}", status=200, seconds=0.02,
            spent=telemetry.Spent(statements=3, seconds=0.001),
        )

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done", flush=True)
sys.stdin.readline()
"""
_SHOWS = """
import sys
from pathlib import Path
from adhelm.core import telemetry

telemetry.keep_in(Path(sys.argv[1]))
sys.stdout.buffer.write(telemetry.exposition())
"""


def counting(folder: Path, script: str = _COUNTS) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def done(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"


def ended(process: subprocess.Popen[str]) -> None:
    process.communicate("\n")
    assert process.returncode == 0


def shown(folder: Path) -> dict[str, float]:
    """Return the figures as another process shows them, by name; of several labels their sum."""
    text = subprocess.run(
        [sys.executable, "-c", _SHOWS, str(folder)], capture_output=True, text=True, check=True
    ).stdout
    figures: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            figures[sample.name] = figures.get(sample.name, 0) + sample.value
    return figures


class TestKeepIn:
    def test_adds_up_what_processes_counted_one_of_them_killed(self, tmp_path: Path):
        processes = [counting(tmp_path) for _ in range(2)]
        for process in processes:
            done(process)
        processes[0].send_signal(signal.SIGKILL)
        processes[0].communicate()
        figures = shown(tmp_path)
        ended(processes[1])
        assert figures["adhelm_http_requests_total"] == 4000
        assert figures["adhelm_http_request_seconds_count"] == 4000
        assert figures["adhelm_http_request_seconds_sum"] == pytest.approx(80)
        assert figures["adhelm_http_database_statements_sum"] == 12_000

    def test_goes_on_where_an_ended_process_stopped(self, tmp_path: Path):
        for _ in range(3):
            process = counting(tmp_path)
            done(process)
            process.kill()
            process.communicate()
        assert shown(tmp_path)["adhelm_http_requests_total"] == 6000
        assert len(list(tmp_path.glob("counter_*.db"))) == 1

    def test_forgets_what_a_lost_machine_left_half_written(self, tmp_path: Path):
        (tmp_path / "counter_0.db").write_bytes(b"\xff" * 4096)
        assert "adhelm_process_memory_bytes" in shown(tmp_path)

    def test_loses_nothing_while_the_disk_is_full(self, tmp_path: Path):
        script = _COUNTS.replace(
            "print(",
            "import resource\n"
            "soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))\n"
            "telemetry.task_ended(kind='k', outcome='done', seconds=1)\n"
            "work()\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))\n"
            "telemetry.task_ended(kind='k', outcome='done', seconds=1)\n"
            "work()\n"
            "print(",
        )
        process = counting(tmp_path, script)
        done(process)
        figures = shown(tmp_path)
        ended(process)
        assert figures["adhelm_http_requests_total"] == 3000
        assert figures["adhelm_tasks_total"] == 2

    def test_begins_on_a_full_disk(self, tmp_path: Path):
        script = _COUNTS.replace(
            "def work",
            "import resource\n"
            "soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))\n"
            "telemetry.task_ended(kind='k', outcome='done', seconds=1)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))\n"
            "telemetry.task_ended(kind='k', outcome='done', seconds=1)\n"
            "def work",
        )
        process = counting(tmp_path, script)
        done(process)
        ended(process)
        assert shown(tmp_path)["adhelm_tasks_total"] == 2

    def test_counts_on_in_a_process_that_was_forked(self, tmp_path: Path):
        script = _COUNTS.replace(
            "print(",
            "import os\nif os.fork() == 0:\n    work()\n    os._exit(0)\nos.wait()\nprint(",
        )
        process = counting(tmp_path, script)
        done(process)
        ended(process)
        assert shown(tmp_path)["adhelm_http_requests_total"] == 2500

    def test_tells_the_memory_of_each_process_that_lives(self, tmp_path: Path):
        process = counting(tmp_path)
        done(process)
        both = shown(tmp_path)["adhelm_process_memory_bytes"]
        ended(process)
        assert both > shown(tmp_path)["adhelm_process_memory_bytes"] > 1024**2


class TestSlots:
    def test_gives_each_holder_a_place_and_the_free_one_to_the_next(self, tmp_path: Path):
        first, second, third = Slots(tmp_path), Slots(tmp_path), Slots(tmp_path)
        assert [first.mine(), second.mine(), first.mine()] == [0, 1, 0]
        first.close()
        assert third.mine() == 0
        assert {slot for slot, _ in second.processes()} == {0, 1}
        second.close()
        third.close()
        assert list(first.processes()) == []


class TestExposition:
    def test_shows_tasks_predictions_and_what_is_read_now(self):
        telemetry.task_ended(kind="told.once", outcome="done", seconds=0.2)
        with telemetry.predicting("told-once"):
            pass
        with pytest.raises(ValueError, match="nothing"), telemetry.predicting("told-never"):
            raise ValueError("nothing came of it")
        ages = Reading("adhelm_age_seconds", "Age.", "platform", {"meta": 12.5})
        text = telemetry.exposition([ages]).decode()
        assert 'adhelm_tasks_total{kind="told.once",outcome="done"} 1.0' in text
        assert 'adhelm_prediction_seconds_count{model="told-once"} 1.0' in text
        assert 'model="told-never"' not in text
        assert 'adhelm_age_seconds{platform="meta"} 12.5' in text


class TestCounted:
    def test_counts_statements_of_all_threads_that_work_for_a_request(self, database: Database):
        from contextvars import copy_context

        with telemetry.counted() as spent:
            ask(database)
            context = copy_context()
            thread = threading.Thread(target=context.run, args=(ask, database))
            thread.start()
            thread.join()
        ask(database)
        assert spent.statements == 2
        assert 0 < spent.seconds < 60

    def test_counts_a_statement_that_failed(self, database: Database):
        with (
            telemetry.counted() as spent,
            pytest.raises(sa.exc.DBAPIError),
            database.reading() as connection,
        ):
            connection.execute(sa.text("SELECT nothing FROM nowhere"))
        assert spent.statements == 1

    def test_counts_nothing_outside(self, sqlite_database: Database):
        with telemetry.counted() as spent:
            pass
        ask(sqlite_database)
        assert spent == Spent()


def ask(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(sa.text("SELECT 1"))


def spans(packages: list[bytes]) -> list[Any]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    return [
        span
        for package in packages
        for resource in ExportTraceServiceRequest.FromString(package).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def attributes(span: Any) -> dict[str, str]:
    return {pair.key: pair.value.string_value for pair in span.attributes}


class TestSendTraces:
    def test_joins_the_spans_of_one_request(self, sqlite_database: Database):
        packages: list[bytes] = []
        parent = f"00-{'a' * 32}-{'b' * 16}-01"
        with (
            telemetry.send_traces(taking(packages), version="1", sql=True),
            working_on("r-1"),
            telemetry.span("GET", kind="server", parent=parent) as note,
        ):
            note("GET /x/{id}", http__route="/x/{id}")
            with telemetry.span("task", task__kind="ingest.sync"):
                ask(sqlite_database)
        found = {span.name: span for span in spans(packages)}
        assert {"GET /x/{id}", "task", "SQL SELECT"} <= set(found)
        assert {span.trace_id.hex() for span in found.values()} == {"a" * 32}
        assert found["GET /x/{id}"].parent_span_id.hex() == "b" * 16
        assert found["task"].parent_span_id == found["GET /x/{id}"].span_id
        assert attributes(found["GET /x/{id}"])["http.route"] == "/x/{id}"
        assert attributes(found["task"]) == {
            "adhelm.request_id": "r-1",
            "task.kind": "ingest.sync",
        }

    def test_names_an_error_and_not_what_it_says(self):
        packages: list[bytes] = []
        with (
            telemetry.send_traces(taking(packages), version="1"),
            pytest.raises(ValueError, match="secret"),
            telemetry.span("task"),
        ):
            raise ValueError("a secret")
        assert spans(packages)[0].status.message == "ValueError"
        assert b"a secret" not in b"".join(packages)

    def test_loads_nothing_where_nobody_wants_traces(self):
        script = (
            "import sys; from adhelm.core import telemetry\n"
            "with telemetry.span('x') as note: note('y', a=1)\n"
            "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
        )
        subprocess.run([sys.executable, "-c", script], check=True)


def taking(packages: list[bytes]) -> telemetry.Post:
    def post(package: bytes) -> bool:
        packages.append(package)
        return True

    return post
