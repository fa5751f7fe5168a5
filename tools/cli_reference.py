"""Write docs/guide/cli.md from the commands themselves; `--check` only compares."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from adhelm.app.cli import COMMANDS, cli
from adhelm.app.errors import MEANINGS
from adhelm.core.settings import Settings, explain, variable

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "guide" / "cli.md"
SHARED = "output as_json out fields limit quiet verbose debug no_input home workspace".split()
_HEAD = """\
# The command line

Made from the commands themselves by `just map`; do not edit.

Data goes to standard output, everything else to standard error. NULL is `null` in JSON, empty in
CSV and `–` in tables; it is never zero. In JSON, money and ids are strings.
Where standard error is no terminal, progress is one JSON object a line,
`{"type":"progress",…}`, and the last one is `{"type":"result","ok":…,"exit_code":…}`.
"""


def main() -> int:
    """Write or check the page; return the exit code."""
    new = page()
    if "--check" in sys.argv:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == new
        if not same:
            print("docs/guide/cli.md is out of date; run `just map`")
        return int(not same)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(new, encoding="utf-8")
    return 0


def page() -> str:
    """Return the whole page."""
    parts = [_HEAD, *_shared(), "## Commands\n", *_commands(), *_exit_codes(), *_settings()]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, by its full name."""
    top = click.Context(cli, info_name="adhelm")
    for name in COMMANDS:
        found = cli.get_command(top, name)
        if found is not None:
            yield from _leaves(f"adhelm {name}", found)


def _leaves(name: str, found: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(found, click.Group):
        yield name, found
        return
    if found.invoke_without_command:
        yield name, found
    for inner in found.list_commands(click.Context(found)):
        leaf = found.get_command(click.Context(found), inner)
        if leaf is not None:
            yield from _leaves(f"{name} {inner}", leaf)


def _shared() -> Iterator[str]:
    yield "## Options of every command\n"
    version = cli.get_command(click.Context(cli), "version")
    if version is not None:
        yield _table(param for param in version.params if param.name in SHARED)


def _commands() -> Iterator[str]:
    for name, found in commands():
        arguments = [p.make_metavar(click.Context(found)) for p in found.params if _is_given(p)]
        usage = " ".join([name, *arguments])
        yield f"### `{name}`\n"
        yield f"`{usage} [OPTIONS]`\n"
        yield inspect.cleandoc(found.help or "").split("\f")[0] + "\n"
        own = [p for p in found.params if isinstance(p, click.Option) and p.name not in SHARED]
        if own:
            yield _table(own)


def _is_given(param: click.Parameter) -> bool:
    return isinstance(param, click.Argument)


def _table(params: Iterator[click.Parameter] | list[click.Option]) -> str:
    rows = ["| option | what |", "| --- | --- |"]
    for param in params:
        if isinstance(param, click.Option):
            names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
            rows.append(f"| {names} | {_cell(param)} |")
    return "\n".join(rows)


def _cell(option: click.Option) -> str:
    what = " ".join((option.help or "").split())
    if isinstance(option.type, click.Choice):
        what += f" One of {', '.join(str(choice) for choice in option.type.choices)}."
    return what.replace("|", "\\|")


def _exit_codes() -> Iterator[str]:
    yield "## Exit codes\n"
    yield "\n".join(
        ["| code | meaning |", "| ---: | --- |"]
        + [f"| {code} | {meaning} |" for code, meaning in MEANINGS.items()]
    )


def _settings() -> Iterator[str]:
    yield "## Settings\n"
    yield (
        "From the environment, then `adhelm.toml` in the home folder (`warehouse.memory_limit` is\n"
        "`memory_limit` under `[warehouse]`), then the default. `adhelm doctor` shows them all.\n"
    )
    yield "\n".join(
        ["| setting | variable | what |", "| --- | --- | --- |"]
        + [
            f"| `{known.name}` | `{variable(known.name)}` | {known.what} |"
            for known in explain(Settings())
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
