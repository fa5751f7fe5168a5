"""The terminal of one command: data to standard output in one format, the rest to the other."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.terminal import formats
from adhelm.core.terminal.formats import Row

if TYPE_CHECKING:
    from adhelm.core.terminal.progress import Bar, Lines


class OutputRefused(AdhelmError):
    """The output cannot be written as asked."""

    kind = Kind.usage
    code = "output.refused"


@dataclass(slots=True)
class _Document:
    title: str
    body: object


@dataclass(slots=True)
class Terminal:
    """
    Where a command prints.

    JSON is held back until `close`, so that one command prints one document however many tables
    it shows; everything else is written at once.
    """

    output: str = "table"
    fields: Sequence[str] = ()
    limit: int | None = None
    out: Path | None = None
    quiet: bool = False
    verbose: int = 0
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    reported: bool = False
    _documents: list[_Document] = field(default_factory=list)
    _begun: bool = False

    @property
    def structured(self) -> bool:
        """Say whether standard error speaks JSON too."""
        return self.output in {"json", "ndjson"}

    @property
    def interactive(self) -> bool:
        """Say whether a person sits in front of both streams."""
        return self.stdout.isatty() and self.stderr.isatty()

    def rows(
        self,
        rows: Iterable[Mapping[str, object]],
        *,
        provenance: Mapping[str, object] | None = None,
        columns: Sequence[str] | None = None,
        brief: Sequence[str] | None = None,
        title: str = "",
    ) -> None:
        """
        Print rows in the format asked for; JSON is `{"rows": […], "provenance": {…}}`.

        `brief` names the columns that a person's table shows unless `--fields` says otherwise.

        :raises OutputRefused: if `--fields` names a column that is not there, or Parquet would
            go to a terminal.
        """
        kept = list(rows)[: self.limit]
        for_people = brief if self.output == "table" and not self.fields else None
        names = self._columns(kept, for_people or columns)
        if self.output == "json":
            picked = [{name: row.get(name) for name in names} for row in kept]
            body = {"rows": picked, "provenance": provenance or {}}
            self._documents.append(_Document(title, body))
        elif self.output == "parquet":
            self._parquet(kept, names)
        else:
            self._write_rows(kept, names, title)

    def record(self, record: Mapping[str, object], *, title: str = "") -> None:
        """Print the fields of one thing; JSON is that object itself."""
        names = self._columns([record], None)
        kept = {name: record.get(name) for name in names}
        if self.output == "json":
            self._documents.append(_Document(title, kept))
        elif self.output == "table":
            from adhelm.core.terminal.table import print_record

            self._write_title(title)
            with self._target() as stream:
                print_record(kept, stream=stream)
        elif self.output == "md":
            pairs = [{"field": name, "value": value} for name, value in kept.items()]
            self._write_rows(pairs, ["field", "value"], title)
        elif self.output == "parquet":
            self._parquet([kept], names)
        else:
            self._write_rows([kept], names, title)

    def text(self, text: str) -> None:
        """Print data that is text already, such as a script or a report; JSON is a string."""
        if self.output == "json":
            self._documents.append(_Document("text", {"text": text}))
        else:
            with self._target() as stream:
                stream.write(text if text.endswith("\n") else text + "\n")

    def note(self, text: str) -> None:
        """Tell the person something on standard error; nothing under `--quiet`."""
        if not self.quiet:
            self._say("note", text)

    def detail(self, text: str) -> None:
        """Tell the person something only `--verbose` asks for."""
        if self.verbose and not self.quiet:
            self._say("note", text)

    def warn(self, text: str) -> None:
        """Warn on standard error, under `--quiet` too."""
        self._say("warning", text)

    @contextmanager
    def progress(self, what: str) -> Iterator[Bar | Lines | _Silent]:
        """Yield a function `(done, total, what)` that shows how far the work `what` has come."""
        shown = self._watcher(what)
        try:
            yield shown
        finally:
            shown.close()

    def result(self, exit_code: int, error: Mapping[str, object] | None = None) -> None:
        """End NDJSON progress with its one `{"type":"result"}`; nothing if there was none."""
        if not self.reported:
            return
        self.reported = False
        body: dict[str, object] = {"type": "result", "ok": exit_code == 0, "exit_code": exit_code}
        if error:
            body["error"] = error
        self.stderr.write(formats.as_line(body))
        self.stderr.flush()

    def close(self) -> None:
        """Write what was held back: one document as it is, several by their titles."""
        documents, self._documents = self._documents, []
        if not documents:
            return
        body = documents[0].body if len(documents) == 1 else _by_title(documents)
        with self._target() as stream:
            stream.write(formats.as_json(body))

    def _columns(self, rows: Sequence[Row], columns: Sequence[str] | None) -> list[str]:
        known = list(columns) if columns is not None else list(dict.fromkeys(_names(rows)))
        if not self.fields or not known:
            return known
        missing = [name for name in self.fields if name not in known]
        if missing:
            raise OutputRefused(
                f"there is no field '{missing[0]}'", hint=f"one of: {', '.join(known)}"
            )
        return list(self.fields)

    def _write_rows(self, rows: Sequence[Row], names: Sequence[str], title: str) -> None:
        if self.output == "table":
            from adhelm.core.terminal.table import print_rows

            with self._target() as stream:
                print_rows(rows, names, title=title, stream=stream)
            return
        written = {"ndjson": formats.as_ndjson, "csv": formats.as_csv, "md": formats.as_markdown}
        if self.output == "md":
            self._write_title(title)
        with self._target() as stream:
            stream.write(written[self.output](rows, names))

    def _write_title(self, title: str) -> None:
        if title:
            with self._target() as stream:
                stream.write(f"### {title}\n\n" if self.output == "md" else f"{title}\n")

    def _parquet(self, rows: Sequence[Row], names: Sequence[str]) -> None:
        from adhelm.core.terminal.parquet import write_parquet

        if self.out is None and self.stdout.isatty():
            raise OutputRefused(
                "Parquet is not written to a terminal", hint="add --out FILE or redirect: > FILE"
            )
        target = self.out if self.out is not None else self.stdout.buffer
        write_parquet(rows, names, target=target)

    @contextmanager
    def _target(self) -> Iterator[TextIO]:
        if self.out is None:
            yield self.stdout
            return
        if not self._begun:
            self.out.write_bytes(b"")
            self._begun = True
        with self.out.open("a", encoding="utf-8", newline="") as stream:
            yield stream

    def _say(self, kind: str, text: str) -> None:
        if self.structured:
            self.stderr.write(formats.as_line({"type": kind, "message": text}))
        else:
            self.stderr.write(f"{'warning: ' if kind == 'warning' else ''}{text}\n")
        self.stderr.flush()

    def _watcher(self, what: str) -> Bar | Lines | _Silent:
        from adhelm.core.terminal.progress import Bar, Lines

        if self.quiet:
            return _Silent()
        if self.stderr.isatty() and not self.structured:
            return Bar(self.stderr, what)
        self.reported = True
        return Lines(self.stderr, what)


class _Silent:
    def __call__(self, done: int, total: int | None, what: str) -> None:
        pass

    def close(self) -> None:
        pass


def _names(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield from row


def _by_title(documents: Sequence[_Document]) -> dict[str, object]:
    together: dict[str, object] = {}
    for index, document in enumerate(documents, start=1):
        key = document.title.lower().replace(" ", "_") or f"part_{index}"
        together[key if key not in together else f"{key}_{index}"] = document.body
    return together
