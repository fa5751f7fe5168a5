"""A slice made by the tool needs no further thought before it passes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import map as tree
from tools import new_slice

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    leave = shutil.ignore_patterns("__pycache__", "*.yaml", "*.csv")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=leave)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=leave)
    for name in (".importlinter", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    new_slice.make(tmp_path, "decide", "pacing", "Say when the budget will be spent.")
    return tmp_path


def run(made: Path, *command: str) -> str:
    """Run a command in the copy; return what it said if it failed."""
    done = subprocess.run(
        [sys.executable, *command], cwd=made, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


class TestNewSlice:
    def test_satisfies_the_import_contracts(self, made: Path):
        code = (
            "import sys; sys.path[:0] = ['src', '.']\n"
            "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
        )
        assert run(made, "-c", code) == ""

    def test_satisfies_the_linter_and_the_formatter(self, made: Path):
        places = ["src/adhelm/decide/pacing", "tests/decide/pacing"]
        assert run(made, "-m", "ruff", "check", "--no-cache", *places) == ""
        assert run(made, "-m", "ruff", "format", "--no-cache", "--check", *places) == ""

    def test_answers_through_its_door(self, made: Path):
        code = (
            "import sys; sys.path.insert(0, 'src')\n"
            "from adhelm.core.principal import local; from adhelm.decide.pacing import describe\n"
            "assert describe(principal=local('acme'), text='New').text == 'New.'"
        )
        assert run(made, "-c", code) == ""

    def test_is_not_made_twice(self, made: Path):
        with pytest.raises(FileExistsError):
            new_slice.make(made, "decide", "pacing", "Again.")

    def test_shows_up_in_the_map(self, made: Path):
        drawn = tree.draw(made / "src" / "adhelm")
        assert "Say when the budget will be spent." in drawn


class TestMap:
    def test_is_up_to_date(self):
        page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
        assert page == tree.with_map(page, tree.draw(ROOT / "src" / "adhelm")), "run `just map`"
