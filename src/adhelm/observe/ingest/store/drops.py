"""Reads drops: a local folder, s3://, gs:// or sftp:// by fsspec, and datasets of BigQuery."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from adhelm.core.errors import AdhelmError
from adhelm.observe.ingest.store import bigquery
from adhelm.observe.ingest.store.files import copy_bounded
from adhelm.observe.ingest.types import (
    BadDropUrl,
    DropExtraMissing,
    DropFile,
    DropUnreachable,
    FileChanged,
    FileEscapes,
    Limits,
    TooManyFiles,
)

_EXTRAS = {"s3": "s3", "gs": "gcs", "sftp": "sftp"}
_TAGS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "updated")


@dataclass(frozen=True, slots=True)
class Place:
    """An opened drop."""

    url: str
    system: Any
    root: str
    limits: Limits


def check_url(url: str) -> str:
    """
    Return the address as it is kept: a folder as a path, anything else as a URL.

    :raises BadDropUrl: if it is none that can be watched, or carries a password.
    """
    parts = urlsplit(url)
    if parts.password is not None:
        raise BadDropUrl(
            "the address carries a password",
            hint="leave it out: keys come from the SSH agent, ~/.ssh or the cloud's environment",
        )
    if parts.scheme in {"", "file"}:
        return str(Path(parts.path if parts.scheme else url).expanduser().resolve())
    if parts.scheme == bigquery.SCHEME:
        bigquery.check_address(url)
        return url
    if parts.scheme not in _EXTRAS or not parts.netloc:
        raise BadDropUrl(
            f"'{url}' cannot be watched",
            hint="a folder, s3://bucket/path, gs://bucket/path, sftp://user@host/path or"
            " bigquery://project/dataset",
        )
    return url


def open_place(url: str, *, limits: Limits) -> Place:
    """
    Open a drop.

    :raises DropExtraMissing: if the package that reads such an address is not installed.
    :raises DropUnreachable: if it does not answer.
    """
    import fsspec

    scheme = urlsplit(url).scheme or "file"
    if scheme == bigquery.SCHEME:
        dataset = bigquery.open_dataset(url, limits.bigquery)
        return Place(url, dataset, dataset.root, limits)
    with _answering(url):
        options = _ssh_options(url) if scheme == "sftp" else {"use_listings_cache": False}
        try:
            system = fsspec.get_filesystem_class(scheme)(skip_instance_cache=True, **options)
        except ImportError as error:
            extra = _EXTRAS.get(scheme, scheme)
            raise DropExtraMissing(
                f"{scheme}:// needs a package that is not installed: {error}",
                hint=f"pip install 'adhelm[{extra}]'",
                extra=extra,
            ) from error
        return Place(url, system, system._strip_protocol(url), limits)  # noqa: SLF001 - fsspec's own idiom


def list_files(place: Place, seen: Mapping[str, tuple[int, str]]) -> list[DropFile]:
    """
    Return the files of a drop, sorted, hidden ones left out, and whether each is new.

    :raises DropUnreachable: if it does not answer, or is not there.
    :raises TooManyFiles: if it holds more than the limit.
    """
    with _answering(place.url):
        if not place.system.isdir(place.root):
            raise FileNotFoundError("there is no such folder")
        found = place.system.find(place.root, detail=True)
    visible = {path: info for path, info in found.items() if _is_visible(place, path)}
    if len(visible) > place.limits.max_files:
        raise TooManyFiles(
            f"{place.url}: more than {place.limits.max_files} files",
            hint="move what was imported elsewhere, or raise ADHELM_IMPORTS__MAX_FILES",
        )
    return [_described(place, path, visible[path], seen) for path in sorted(visible)]


def fetch(place: Place, file: DropFile, *, into: Path) -> Path:
    """
    Copy one file here and return where it is, its name kept.

    :raises FileTooLarge: if it is larger than the limit.
    :raises FileChanged: if it is being written just now.
    :raises FileEscapes: if it is a link that leads out of the drop.
    :raises DropUnreachable: if the drop does not answer.
    """
    source = f"{place.root.rstrip('/')}/{file.path}"
    target = into / PurePosixPath(file.path).name
    if isinstance(place.system, bigquery.Dataset):
        with _answering(place.url):
            place.system.copy(file.path, target, tag=file.tag, limit=place.limits.max_bytes)
        return target
    with _answering(place.url):
        _refuse_links_out(place, source, file.path)
        with place.system.open(source, "rb") as stream:
            copy_bounded(stream, target, name=file.path, limit=place.limits.max_bytes)
        place.system.invalidate_cache()
        now = place.system.info(source)
    if (now["size"], _tag(now)) != (file.size, file.tag) or target.stat().st_size != file.size:
        raise FileChanged(
            f"{file.path}: the file is being written", hint="it is read when it is complete"
        )
    return target


def _described(
    place: Place, path: str, info: Mapping[str, Any], seen: Mapping[str, tuple[int, str]]
) -> DropFile:
    name = _relative(place, path)
    size, tag = int(info["size"] or 0), _tag(info)
    known = seen.get(name)
    state = "new" if known is None else "known" if known == (size, tag) else "changed"
    return DropFile(name, size, tag, state)


def _tag(info: Mapping[str, Any]) -> str:
    return next((str(info[name]) for name in _TAGS if info.get(name) is not None), "")[:200]


def _relative(place: Place, path: str) -> str:
    return path.removeprefix(place.root).lstrip("/")


def _is_visible(place: Place, path: str) -> bool:
    return not any(part.startswith((".", "~$")) for part in _relative(place, path).split("/"))


def _refuse_links_out(place: Place, source: str, name: str) -> None:
    if urlsplit(place.url).scheme:
        return
    if not Path(source).resolve().is_relative_to(Path(place.root).resolve()):
        raise FileEscapes(
            f"{name}: the link leads out of the drop", hint="put the file itself there", file=name
        )


def _ssh_options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = {"host": parts.hostname, "timeout": 30}
    if parts.port:
        options["port"] = parts.port
    if parts.username:
        options["username"] = parts.username
    try:
        options["host_key_policy"] = _known_hosts_only()
    except ImportError:
        # The file system says itself which package it lacks.
        return options
    return options


def _known_hosts_only() -> Any:
    import paramiko

    class KnownHosts(paramiko.MissingHostKeyPolicy):
        """Accepts the keys in ~/.ssh/known_hosts and no other; fsspec would accept any."""

        def missing_host_key(
            self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
        ) -> None:
            del client
            known = paramiko.HostKeys()
            path = Path(os.path.expanduser("~/.ssh/known_hosts"))  # noqa: PTH111 - as ssh does
            if path.exists():
                known.load(str(path))
            if not known.check(hostname, key):
                raise paramiko.SSHException(f"the key of {hostname} is not in {path}")

    return KnownHosts()


@contextmanager
def _answering(url: str) -> Iterator[None]:
    try:
        yield
    except AdhelmError:
        raise
    except Exception as error:
        # Each of the file systems has its own family of errors, with OSError the least of them.
        raise DropUnreachable(
            f"{url}: {error or type(error).__name__}",
            hint="check the address, the permissions and, for sftp, ~/.ssh/known_hosts",
        ) from error
