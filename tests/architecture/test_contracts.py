"""The import contracts cover the tree, hold, and would notice if somebody broke them."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "adhelm"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything the contracts look at."""
    copy = tmp_path_factory.mktemp("house")
    _copy_house(copy)
    return copy


def _copy_house(copy: Path) -> None:
    leave = shutil.ignore_patterns("__pycache__", "*.yaml", "*.csv")
    shutil.copytree(PACKAGE, copy / "src" / "adhelm", ignore=leave)
    shutil.copytree(ROOT / "tools", copy / "tools", ignore=leave)
    shutil.copy(ROOT / ".importlinter", copy)


def lint(root: Path) -> str:
    """Run the contracts on a copy of the house, as CI does; return what is broken, or ''."""
    code = (
        "import sys; sys.path[:0] = ['src', '.']\n"
        "from importlinter.cli import lint_imports\n"
        "sys.exit(lint_imports(no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return "" if done.returncode == 0 else done.stdout + done.stderr


def contracts() -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter")
    return read


def listed(section: str, option: str) -> set[str]:
    return set(contracts()[f"importlinter:contract:{section}"][option].split())


def folders(of: Path) -> set[str]:
    return {path.parent.name for path in of.glob("*/__init__.py")}


class TestContracts:
    def test_hold(self, house: Path):
        assert lint(house) == ""

    def test_name_every_stage(self):
        layers = listed("stages", "layers") - {"|"}
        assert folders(PACKAGE) <= {layer.strip("()") for layer in layers}

    def test_reach_into_every_stage_that_has_slices(self):
        stages = folders(PACKAGE) - {"core", "connectors", "app", "sandbox"}
        assert {f"adhelm.{stage}.*" for stage in stages} <= listed("slice", "containers")
        assert stages <= listed("doors", "stages")

    def test_protect_every_platform(self):
        shared = {"contract", "wire"}
        names = folders(PACKAGE / "connectors") - shared
        platforms = {f"adhelm.connectors.{name}" for name in names}
        assert platforms == listed("wiring", "protected_modules")

    def test_have_no_contract_for_a_folder_that_is_gone(self):
        named = listed("wiring", "protected_modules") | listed("settings", "protected_modules")
        for module in named:
            assert list((ROOT / "src").glob(module.replace(".", "/") + "*")), module


class TestViolations:
    """Each is a line somebody might write in a hurry."""

    @pytest.mark.parametrize(
        ("module", "line", "contract"),
        [
            ("core/clock", "import adhelm.observe.warehouse", "The loop runs one way"),
            (
                "observe/warehouse/service",
                "import adhelm.decide.optimization",
                "The loop runs one way",
            ),
            (
                "understand/metrics/types",
                "import sqlalchemy",
                "Types and logic touch no outside",
            ),
            ("decide/optimization/types", "import duckdb", "Types and logic touch no outside"),
            (
                "act/reports/cli",
                "import adhelm.understand.metrics.service",
                "Slices meet only at their doors",
            ),
            (
                "observe/ingest/cli",
                "import adhelm.connectors.files",
                "Only the wiring knows which platforms exist",
            ),
            (
                "connectors/files",
                "import adhelm.observe.ingest",
                "The loop runs one way",
            ),
            ("understand/metrics/helpers", "x = 1", "Inside a slice"),
            (
                "sandbox/__init__",
                "import adhelm.understand.metrics",
                "The sandbox knows only the connector contract",
            ),
            ("utils/__init__", "x = 1", "The loop runs one way"),
            (
                "observe/warehouse/types",
                "import adhelm.observe.warehouse.store",
                "Inside a slice",
            ),
            ("observe/ingest/cli", "import sqlalchemy", "SQLAlchemy stays"),
            (
                "decide/optimization/types",
                "import adhelm.core.settings",
                "Settings are read in the wiring",
            ),
        ],
    )
    def test_are_noticed(self, house: Path, module: str, line: str, contract: str):
        path = _file(house / "src" / "adhelm" / module)
        before = path.read_text() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text((before or '"""New."""\n') + f"\n{line}\n")
        try:
            broken = lint(house)
        finally:
            if before is None:
                path.unlink()
            else:
                path.write_text(before)
        assert contract in _broken(broken), broken[-3000:]


def _file(module: Path) -> Path:
    """Return the file of a module, which may have grown into a package."""
    return module / "__init__.py" if module.is_dir() else module.with_suffix(".py")


def _broken(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if " BROKEN" in line)
