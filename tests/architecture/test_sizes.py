"""Files and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("src", "tools", "tests")
    for path in (ROOT / folder).rglob("*.py")
    # The steps of the database are written by Alembic, as long as they have to be.
    if "__pycache__" not in path.parts and path.parent.name != "versions"
)
MOST_LINES, MOST_IN_A_FUNCTION = 400, 60


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
class TestSizes:
    def test_of_files_stay_below_the_limit(self, path: Path):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        assert len(lines) <= MOST_LINES, "make it a package of the same name"

    def test_of_functions_stay_below_the_limit(self, path: Path):
        long = [(name, length) for name, length in functions(path) if length > MOST_IN_A_FUNCTION]
        assert long == []


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if "tests" not in path.relative_to(ROOT).parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
class TestDocstrings:
    def test_are_there_for_the_map(self, path: Path):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "say what it is"
