"""The list of what a backup holds; written last, so that a backup without one is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from adhelm.core.errors import Conflict, Invalid, NotFound

FILE = "manifest.json"
FORMAT = 1


class NoBackup(NotFound):
    """The folder holds no backup, or only a part of one."""

    code = "backup.none"


class Damaged(Invalid):
    """A file of the backup is missing, or is not what was written."""

    code = "backup.damaged"


class NewerBackup(Conflict):
    """A newer version of Adhelm made the backup."""

    code = "backup.newer"


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its path in the backup, its size, and the hash of its content."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and of which moment it is."""

    made_at: str
    adhelm: str
    database: str
    """`sqlite` or `postgresql`."""
    schema: str
    """The step of the database."""
    data_versions: Mapping[str, int]
    """Workspace -> the data version it saw."""
    key: str
    """Whether the key that seals credentials is in the backup: `included` or `left out`."""
    files: tuple[Member, ...] = field(default=())
    format: int = FORMAT


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest with its own hash."""
    content = asdict(manifest)
    sealed = {**content, "seal": _seal(content)}
    (folder / FILE).write_text(json.dumps(sealed, indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """
    Read the manifest of a backup.

    :raises NoBackup: if there is none: the folder is something else, or half a backup.
    :raises Damaged: if it is not what was written.
    :raises NewerBackup: if this version cannot know what it means.
    """
    try:
        content: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
        seal = content.pop("seal")
    except FileNotFoundError:
        raise NoBackup(f"{folder} holds no whole backup", hint=f"it has no {FILE}") from None
    except (ValueError, KeyError, AttributeError):
        raise _damaged(FILE) from None
    if seal != _seal(content):
        raise _damaged(FILE)
    if content["format"] != FORMAT:
        raise NewerBackup(
            f"the backup is of format {content['format']}, this version reads {FORMAT}",
            hint=f"install Adhelm {content['adhelm']} or later",
        )
    files = tuple(Member(**member) for member in content.pop("files"))
    return Manifest(**content, files=files)


def verify(manifest: Manifest, folder: Path) -> None:
    """
    Let a backup pass whose files are all what was written.

    :raises Damaged: if one is not; it names the first.
    """
    for member in manifest.files:
        path = folder / member.path
        if not path.is_file() or path.stat().st_size != member.bytes:
            raise _damaged(member.path)
        if digest(path) != member.sha256:
            raise _damaged(member.path)


def digest(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _seal(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _damaged(path: str) -> Damaged:
    return Damaged(
        f"{path} is missing from the backup, or is not what was written",
        hint="use another backup; nothing was restored",
        file=path,
    )
