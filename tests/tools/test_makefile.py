"""`make` on a machine that lacks something says what, instead of failing somewhere."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make (apt install make)")


def make_setup(folder: Path, **programs: str) -> str:
    """Run `make setup` where these programs and the shell's own are all there is."""
    bin_ = folder / "bin"
    bin_.mkdir()
    for name, script in programs.items():
        (bin_ / name).write_text(f"#!/bin/sh\n{script}\n")
        (bin_ / name).chmod(0o755)
    for tool in ("make", "sh", "touch", "test", "echo"):
        if found := shutil.which(tool):
            (bin_ / tool).symlink_to(found)
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, folder)
    done = subprocess.run(
        ["make", "setup"],
        cwd=folder,
        env={"PATH": str(bin_), "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr


class TestSetup:
    def test_says_that_python_is_missing(self, tmp_path: Path):
        assert "Python 3.11 or later is needed" in make_setup(tmp_path)

    def test_does_not_take_a_python_that_is_too_old(self, tmp_path: Path):
        assert "Python 3.11 or later" in make_setup(tmp_path, python3="exit 1")

    def test_names_the_package_when_python_has_no_venv(self, tmp_path: Path):
        python = 'case "$2" in *ensurepip*) exit 1;; esac; exit 0'
        assert "apt install python3-venv" in make_setup(tmp_path, python3=python)
