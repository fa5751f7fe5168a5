"""The worker runs what the slices ask for, once or until it is told to stop."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from adhelm.app.cli import cli
from adhelm.app.wiring import open_services
from adhelm.app.worker import handlers


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


class TestHandlers:
    def test_can_be_made_for_every_slice(self, tmp_path: Path):
        services, _ = open_services(home=tmp_path)
        assert all(callable(handler) for handler in handlers(services).values())
        services.close()
