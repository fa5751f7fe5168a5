"""The worker runs what the slices ask for, once or until it is told to stop."""

import inspect
import json
import signal
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

import adhelm
from adhelm.app.cli import cli
from adhelm.app.wiring import job_handlers, open_services


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
        wiring = Path(inspect.getfile(open_services)).read_text()
        package = Path(adhelm.__path__[0])
        found = [*package.glob("*/*/tasks.py"), *package.glob("*/*/tasks")]
        slices = {path.parent for path in found if path.parent.parent.name in STAGES}
        assert slices
        for folder in slices:
            assert f"{folder.parent.name}.{folder.name} import tasks" in wiring
