"""What an archive may hold: safe names, and no more than it should expand to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from adhelm.observe.ingest.types import ArchiveBomb, ArchiveEscapes, Limits

_DRIVE = re.compile(r"^[A-Za-z]:")
_LONGEST_NAME = 200


def member_path(archive: str, name: str) -> PurePosixPath:
    """
    Return where a member goes below the folder it is unpacked to.

    :raises ArchiveEscapes: if it would go anywhere else.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    leaves = path.is_absolute() or ".." in path.parts or _DRIVE.match(name) or "\0" in name
    if leaves or not path.parts:
        raise ArchiveEscapes(
            f"{archive}: the member '{name}' leaves the folder it is unpacked to",
            hint="pack the files anew with relative names; nothing of the archive was loaded",
            member=name,
        )
    return PurePosixPath(*(part[-_LONGEST_NAME:] for part in path.parts))


def refuse_link(archive: str, name: str) -> None:
    """
    Refuse a member that is a link, a device or a pipe.

    :raises ArchiveEscapes: always.
    """
    raise ArchiveEscapes(
        f"{archive}: the member '{name}' is a link or a device, not a file",
        hint="pack the files themselves; nothing of the archive was loaded",
        member=name,
    )


@dataclass(slots=True)
class Budget:
    """What is left of an archive's limits while it expands; nested archives share it."""

    archive: str
    packed_bytes: int
    limits: Limits
    expanded_bytes: int = 0
    files: int = 0

    def file(self) -> None:
        """
        Count one more file.

        :raises ArchiveBomb: if there are too many.
        """
        self.files += 1
        if self.files > self.limits.max_files:
            self._refuse(f"holds more than {self.limits.max_files} files")

    def expand(self, count: int) -> None:
        """
        Count `count` more expanded bytes.

        :raises ArchiveBomb: if they are too many, or too many for so small an archive.
        """
        self.expanded_bytes += count
        if self.expanded_bytes > self.limits.max_expanded_bytes:
            self._refuse(f"expands to more than {self.limits.max_expanded_bytes:,} bytes")
        ratio = self.expanded_bytes / max(1, self.packed_bytes)
        if self.expanded_bytes > self.limits.ratio_from and ratio > self.limits.max_ratio:
            self._refuse(f"expands to more than {self.limits.max_ratio} times its size")

    def descend(self, depth: int) -> None:
        """
        Go into an archive inside an archive.

        :raises ArchiveBomb: if that is too deep.
        """
        if depth > self.limits.max_depth:
            self._refuse(f"holds archives in archives, more than {self.limits.max_depth} deep")

    def _refuse(self, what: str) -> None:
        raise ArchiveBomb(
            f"{self.archive}: the archive {what}",
            hint="unpack it yourself and import the files, or raise ADHELM_IMPORTS__…",
            archive=self.archive,
        )
