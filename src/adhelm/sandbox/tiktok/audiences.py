"""Custom audiences: from uploaded files of hashes, or as segments that people are mapped to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from adhelm.sandbox.frame import Call
from adhelm.sandbox.frame.audiences import Audience, Audiences
from adhelm.sandbox.tiktok.asking import Row, needed, page
from adhelm.sandbox.tiktok.errors import Refused, bad, missing
from adhelm.sandbox.tiktok.things import Things

_FIRST = 178_000_000_000_001
_KINDS = frozenset("EMAIL_SHA256 PHONE_SHA256 GAID_SHA256 IDFA_SHA256 FIRST_SHA256".split())
_BOUNDARY = re.compile(r'boundary="?([^";]+)')
_PART_NAME = re.compile(rb'name="(\w+)"')
_MOST = 10_000


class Custom:
    """The custom audiences of all advertisers, and the files they are made of."""

    def __init__(self) -> None:
        self._kept = Audiences(_FIRST)
        self._files: dict[str, tuple[str, list[str]]] = {}

    def upload(self, call: Call) -> tuple[str, list[str]]:
        """
        Read a multipart upload; return the advertiser and the lines of its file.

        :raises Refused: if a part is missing, or the file is not what was signed.
        """
        parts = dict(_parts(call))
        fields = {name: value.decode("utf-8", "replace") for name, value in parts.items()}
        needed(fields, "advertiser_id", "calculate_type", "file_signature", "file")
        if fields["calculate_type"] not in _KINDS:
            raise bad("calculate_type", "Not a valid choice.")
        digest = hashlib.md5(parts["file"]).hexdigest()  # noqa: S324 - TikTok's own
        if fields["file_signature"] != digest:
            raise bad("file_signature", "Does not match the file.")
        return fields["advertiser_id"], fields["file"].split()

    def keep(self, things: Things, lines: list[str]) -> Row:
        """Keep the lines of a file; return the path by which it is named."""
        path = f"{things.account.id}/{len(self._files) + 1}"
        self._files[path] = (things.account.id, lines)
        return {"file_path": path}

    def make(self, things: Things, body: Mapping[str, Any]) -> Row:
        """
        Make an audience of uploaded files.

        :raises Refused: if a field is missing or a file is not there.
        """
        needed(body, "custom_audience_name", "calculate_type")
        lines = self._lines(things, body)
        made = self._kept.make(things.account.id, str(body["custom_audience_name"]))
        made.add(lines)
        return {"custom_audience_id": made.id}

    def update(self, things: Things, body: Mapping[str, Any]) -> Row:
        """
        Add files to an audience, take them off, or put them in its place.

        :raises Refused: if there is none, or a file is not there.
        """
        one, action = self._find(things, body.get("custom_audience_id")), body.get("action")
        lines = self._lines(things, body)
        if action not in {"APPEND", "REMOVE", "REPLACE"}:
            raise bad("action", "Must be one of APPEND, REMOVE, REPLACE.")
        if action == "REPLACE":
            one.members.clear()
        (one.remove if action == "REMOVE" else one.add)(lines)
        return {"custom_audience_id": one.id}

    def listed(self, things: Things, query: Mapping[str, str]) -> Row:
        """Return the audiences of an advertiser."""
        return page([_row(one) for one in self._kept.of(things.account.id)], query)

    def segment(self, things: Things, body: Mapping[str, Any]) -> Row:
        """
        Make an empty audience that people are mapped to, or delete one.

        :raises Refused: if a field is missing or wrong.
        """
        if body.get("action") != "create":
            raise bad("action", "Must be create.")
        needed(body, "custom_audience_name")
        made = self._kept.make(things.account.id, str(body["custom_audience_name"]))
        return {"audience_id": made.id}

    def mapping(self, things: Things, body: Mapping[str, Any]) -> Row:
        """
        Add people to audiences or delete them from there.

        :raises Refused: if a field is missing or wrong; then nothing is done.
        """
        schema, rows = body.get("id_schema") or [], body.get("batch_data") or []
        if body.get("action") not in {"add", "delete"}:
            raise bad("action", "Must be one of add, delete.")
        if not schema or not set(schema) <= _KINDS:
            raise bad("id_schema", "Not a valid choice.")
        if not 0 < len(rows) <= _MOST:
            raise bad("batch_data", "Length must be between 1 and 10000.")
        cells = [cell for row in rows for cell in row if cell and cell.get("id")]
        wanted = [
            (self._find(things, id_), cell["id"])
            for cell in cells
            for id_ in cell.get("audience_ids") or []
        ]
        for one, hashed in wanted:
            (one.add if body["action"] == "add" else one.remove)([hashed])
        return {}

    def _lines(self, things: Things, body: Mapping[str, Any]) -> list[str]:
        paths = body.get("file_paths") or []
        if not paths:
            raise bad("file_paths", "Missing data for required field.")
        for path in paths:
            if self._files.get(str(path), ("",))[0] != things.account.id:
                raise missing("file_paths", str(path))
        return [line for path in paths for line in self._files[str(path)][1]]

    def _find(self, things: Things, id_: object) -> Audience:
        found = self._kept.find(str(id_ or ""))
        if found is None or found.account_id != things.account.id:
            raise missing("custom_audience_id", str(id_))
        return found


def _parts(call: Call) -> Iterator[tuple[str, bytes]]:
    found = _BOUNDARY.search(call.headers.get("content-type", ""))
    if found is None:
        raise Refused(40002, "The request is no multipart/form-data.")
    for part in call.body.split(b"--" + found[1].encode())[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = _PART_NAME.search(head)
        if name is not None:
            yield name[1].decode(), value.removesuffix(b"\r\n")


def _row(one: Audience) -> Row:
    return {
        "audience_id": one.id,
        "name": one.name,
        "audience_type": "Customer File",
        "cover_num": len(one.members),
        "is_valid": True,
        "is_expiring": False,
        "shared": False,
        "is_creator": True,
    }
