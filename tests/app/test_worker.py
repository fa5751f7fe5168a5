"""The worker runs what the slices ask for, once or until it is told to stop."""

import inspect
import json
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

import adhelm
from adhelm.act.campaigns import tasks as campaigns
from adhelm.app.cli import cli
from adhelm.app.handling import open_desk
from adhelm.app.wiring import job_handlers, make_worker, open_services
from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.observe import ingest
from adhelm.understand import attribution


class TestWorker:
    def test_runs_what_is_due_and_stops(self, tmp_path: Path):
        result = CliRunner().invoke(cli, ["worker", "--once", "--json", "--home", str(tmp_path)])
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == {"attempts": 0}

    def test_stops_when_told_to(self, tmp_path: Path):
        command = [sys.executable, "-m", "adhelm.app", "worker", "--home", str(tmp_path)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            assert "running" in process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            assert process.stderr.readline() == "stopped\n"
        assert process.returncode == 0


STAGES = "govern observe understand decide act learn".split()


class TestJobHandlers:
    def test_can_be_made_for_every_slice(self, tmp_path: Path):
        services, _ = open_services(home=tmp_path)
        made = job_handlers(services)
        assert all(callable(task.handle) for task in made.values())
        services.close()

    def test_leave_out_no_slice_that_has_tasks(self):
        handling = Path(inspect.getfile(open_desk)).read_text()
        package = Path(adhelm.__path__[0])
        found = [*package.glob("*/*/tasks.py"), *package.glob("*/*/tasks")]
        slices = {path.parent for path in found if path.parent.parent.name in STAGES}
        assert slices
        for folder in slices:
            assert f"{folder.parent.name}.{folder.name} import tasks" in handling

    def test_look_anew_when_rows_may_have_arrived(self, tmp_path: Path):
        services, principal = open_services(home=tmp_path / "home")
        database, now = services.get(Database), services.get(Clock)  # type: ignore[type-abstract]  # the key
        ingest.add_drop(
            principal=principal, database=database, clock=now, name="daily", url=str(tmp_path),
            every=timedelta(hours=1),
        )  # fmt: skip

        ran = make_worker(services).run_due()
        with database.reading() as connection:
            found = jobs.list_jobs(connection, workspace_id=principal.workspace_id)
        kinds = {job.kind for job in found}
        assert kinds >= {"ingest.sync_drop", campaigns.SPENT, attribution.RUN}
        assert {job.state for job in found} == {jobs.State.done}
        # What was found may be looked at again for alerts, by whoever found something.
        once = [job.kind for job in found if job.kind != "alerts.look"]
        assert ran == len(found)
        assert len(once) == len(kinds) - 1
        services.close()
