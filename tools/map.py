"""Write the map of the source tree, one line per module, into ARCHITECTURE.md.

`python tools/map.py` rewrites it; with `--check` it only says whether it is up to date.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- map: made by tools/map.py -->", "<!-- end of map -->"
_LEFT_OUT = {"__pycache__", "versions"}


def main() -> int:
    """Write or check the map; return the exit code."""
    page = ROOT / "ARCHITECTURE.md"
    old = page.read_text(encoding="utf-8")
    new = with_map(old, draw(ROOT / "src" / "adhelm"))
    if "--check" in sys.argv:
        if new != old:
            print("ARCHITECTURE.md: the map is out of date; run `just map`")
        return int(new != old)
    page.write_text(new, encoding="utf-8")
    return 0


def with_map(page: str, drawn: str) -> str:
    """Return the page with the map between its markers replaced."""
    head, rest = page.split(BEGIN)
    tail = rest.split(END)[1]
    return f"{head}{BEGIN}\n```text\n{drawn}```\n{END}{tail}"


def draw(package: Path) -> str:
    """Return the tree of a package: folders with what they are, modules with what they do."""
    return f"{package.name}/\n" + "".join(_lines(package, depth=1))


def _lines(folder: Path, depth: int) -> Iterator[str]:
    inside = sorted(folder.iterdir(), key=lambda path: (_rank(path), path.name))
    for path in inside:
        if path.is_dir() and path.name not in _LEFT_OUT and any(path.rglob("*.py")):
            yield _line(path.name + "/", summary(path / "__init__.py"), depth)
            yield from _lines(path, depth + 1)
        elif path.suffix == ".py" and path.name != "__init__.py":
            yield _line(path.name, summary(path), depth)


def _rank(path: Path) -> int:
    order = "core connectors govern observe understand decide act learn app sandbox".split()
    return order.index(path.name) if path.name in order else -1


def _line(name: str, what: str, depth: int) -> str:
    return f"{'  ' * depth + name:<30} {what}".rstrip() + "\n"


def summary(module: Path) -> str:
    """Return the first sentence of a module's docstring."""
    if not module.exists():
        return ""
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


if __name__ == "__main__":
    sys.exit(main())
