"""The commands that set the house up: init, completion, version."""

from __future__ import annotations

import platform

import click

import adhelm
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.core.settings import FILE, Settings, explain
from adhelm.core.terminal import Shell, command

_HEAD = """\
# Settings of Adhelm. Every line shows a default: take away the '#' to change it.
# The environment wins over this file: {example}
# `adhelm doctor` shows every setting and where its value came from.
"""


@command("init")
def init(shell: Shell) -> None:
    """
    Make the home folder with its settings, its key and its database.

    Doing it twice changes nothing.
    """
    settings = shell.services.get(Settings)
    home_is_new = not settings.home.exists()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file_is_new = write_settings(settings)
    key_is_new = _lacks_key(settings)
    shell.services.get(Keyring)
    shell.services.get(Database)
    shell.terminal.rows(
        [
            {"part": "home", "place": str(settings.home), "state": _state(made=home_is_new)},
            {"part": "settings", "place": FILE, "state": _state(made=file_is_new)},
            {"part": "key", "place": _key_place(settings), "state": _state(made=key_is_new)},
            {"part": "database", "place": _without_password(settings), "state": "up to date"},
        ],
        title="Ready",
    )
    shell.terminal.note("next: adhelm source import FILE…, or adhelm demo")


@command("completion")
@click.argument(
    "shell_name", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish", "powershell"])
)
def completion(shell: Shell, *, shell_name: str) -> None:
    """
    Print the completion script for a shell.

    bash: `adhelm completion bash >> ~/.bashrc`; zsh: `>> ~/.zshrc`; fish: into
    `~/.config/fish/completions/adhelm.fish`; PowerShell: `>> $PROFILE`.
    """
    from adhelm.app.completion import script

    shell.terminal.text(script(shell_name))


@command("version")
def version(shell: Shell) -> None:
    """Print the version of Adhelm and of Python."""
    shell.terminal.record({"adhelm": adhelm.__version__, "python": platform.python_version()})


def write_settings(settings: Settings) -> bool:
    """Write a settings file in which every line is a comment, unless there is one."""
    path = settings.home / FILE
    if path.exists():
        return False
    path.write_text(settings_text(settings), encoding="utf-8")
    return True


def settings_text(settings: Settings) -> str:
    """Return the settings file of a new home: every setting, commented out, with its default."""
    lines = [_HEAD.format(example="ADHELM_WAREHOUSE__MEMORY_LIMIT=4GB")]
    section = ""
    for known in explain(settings):
        if known.name == "home":
            continue
        *place, name = known.name.split(".")
        if place and place[0] != section:
            section = place[0]
            lines.append(f"\n[{section}]")
        lines.append(f"# {known.what}\n# {name} = {_example(known.name, known.value)}")
    return "\n".join(lines) + "\n"


def _lacks_key(settings: Settings) -> bool:
    path = settings.secrets.key_file
    return settings.secrets.key is None and path is not None and not path.exists()


def _state(*, made: bool) -> str:
    return "made" if made else "was there"


def _key_place(settings: Settings) -> str:
    return "environment" if settings.secrets.key else str(settings.secrets.key_file)


def _without_password(settings: Settings) -> str:
    return next(known.value for known in explain(settings) if known.name == "database.url")


def _example(name: str, value: str) -> str:
    if name in {"secrets.key", "clock"}:
        return '""'
    return value if value.isdecimal() else f'"{value}"'
