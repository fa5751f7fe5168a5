"""What the commands of alerts share."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.types import BadChannel
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, group

alert = group("alert", help="What is wrong now, and who hears of it.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)


def reading(shell: Shell) -> dict[str, Any]:
    """Return what a service that reads is called with."""
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def changing(shell: Shell) -> dict[str, Any]:
    """Return what a service that writes is called with."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    return {**reading(shell), "clock": clock}


def posting(shell: Shell) -> dict[str, Any]:
    """Return what a service that tells is called with."""
    return {"principal": shell.principal, "post": shell.services.get(Post)}


def text_of(path: Path) -> str:
    """Return what a file holds; `-`: standard input."""
    return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")


def secrets_of(path: Path | None) -> dict[str, Any] | None:
    """
    Return the secrets in a file of JSON, or in one that holds nothing but a URL.

    :raises BadChannel: if it is neither.
    """
    if path is None:
        return None
    text = text_of(path).strip()
    if text.startswith(("https://", "http://")) or ("://" in text and not text.startswith("{")):
        return {"url": text}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadChannel("the secrets are no JSON", hint='{"routing_key": "…"}') from error
    if not isinstance(found, dict):
        raise BadChannel("the secrets are no JSON object", hint='{"routing_key": "…"}')
    return found
