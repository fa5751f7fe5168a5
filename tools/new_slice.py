"""Make a new slice that satisfies every contract: `just new-slice decide pacing "Say when…"`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGES = "govern observe understand decide act learn".split()
TEMPLATES = ROOT / "tools" / "slice"


def main() -> int:
    """Read the arguments, make the slice; return the exit code."""
    if len(sys.argv) != 4 or sys.argv[1] not in STAGES or not sys.argv[2].isidentifier():  # noqa: PLR2004
        print(f'usage: new_slice.py {"|".join(STAGES)} NAME "What it is for."')
        return 2
    for path in make(ROOT, *sys.argv[1:]):
        print(path.relative_to(ROOT))
    print(
        f"next: list it in COMMANDS of src/adhelm/app/cli.py, then `just map`; {_line_of_stage()}"
    )
    return 0


def make(root: Path, stage: str, name: str, what: str) -> list[Path]:
    """
    Write the files of a slice and its first test; return their paths.

    :raises FileExistsError: if there is such a slice.
    """
    folder = root / "src" / "adhelm" / stage / name
    folder.mkdir(parents=True)
    tests = root / "tests" / stage / name
    tests.mkdir(parents=True)
    if not (folder.parent / "__init__.py").exists():
        (folder.parent / "__init__.py").write_text(f'"""{stage}."""\n', encoding="utf-8")
    words = {"STAGE": stage, "SLICE": name, "PURPOSE": what}
    written = []
    for template in sorted(TEMPLATES.glob("*.py.txt")):
        file = template.name.removesuffix(".txt")
        written.append((tests if file.startswith("test_") else folder) / file)
        written[-1].write_text(_filled(template.read_text(encoding="utf-8"), words), "utf-8")
    return written


def _filled(text: str, words: dict[str, str]) -> str:
    for word, meaning in words.items():
        text = text.replace(word, meaning)
    return text


def _line_of_stage() -> str:
    return "a new stage also needs its line in .importlinter"


if __name__ == "__main__":
    sys.exit(main())
