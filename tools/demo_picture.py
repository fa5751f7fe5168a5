"""Draw docs/images/demo.svg from what `adhelm demo` prints."""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "demo.svg"
_WIDTH = 96
_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" \
aria-label="What adhelm demo prints">
<style>{styles}
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: system-ui, sans-serif; }}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" \
height="{terminal_height}"/></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def main() -> int:
    """Run the demo in a fresh home and draw it; return the exit code."""
    with tempfile.TemporaryDirectory() as home:
        command = [
            *("env", f"COLUMNS={_WIDTH}", sys.executable, "-m", "adhelm.app"),
            *("demo", "--quiet", "--home", f"{home}/demo"),
        ]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(draw(printed.replace(home, "~")), encoding="utf-8")
    return 0


def draw(printed: str) -> str:
    """Return the text as a picture of a terminal; no font is fetched from anywhere."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=_WIDTH, file=io.StringIO(), highlight=False)
    console.print(Text("$ adhelm demo\n", style="bold"))
    console.print(Text(printed.rstrip()))
    return console.export_svg(title="adhelm demo", code_format=_FRAME, unique_id="demo")


if __name__ == "__main__":
    sys.exit(main())
