"""Accounts by the names that people know them by, where pages are read; files keep the ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adhelm.act.reports.types import Block, Cell, Document, Item, Items, Table

_ACCOUNTS = frozenset({"account_id", "account"})
_PARTED, _ACCOUNT = " · ", "account "
Names = Mapping[str, str]


def named(document: Document) -> Document:
    """Return a document as people read it: each account whose name is known by its name."""
    if not document.names:
        return document
    return replace(document, blocks=[_block(one, document.names) for one in document.blocks])


def _block(block: Block, names: Names) -> Block:
    if isinstance(block, Items):
        return replace(block, items=[_item(one, names) for one in block.items])
    return _table(block, names) if isinstance(block, Table) else block


def _item(item: Item, names: Names) -> Item:
    said = (_said(part, names) for part in item.meta.split(_PARTED))
    return replace(item, meta=_PARTED.join(said))


def _said(part: str, names: Names) -> str:
    return names.get(part.removeprefix(_ACCOUNT), part) if part.startswith(_ACCOUNT) else part


def _table(table: Table, names: Names) -> Table:
    at = {place for place, one in enumerate(table.columns) if one.name in _ACCOUNTS}
    if not at:
        return table
    columns = [
        replace(one, label="Account") if place in at else one
        for place, one in enumerate(table.columns)
    ]
    rows = [
        [_cell(value, names) if place in at else value for place, value in enumerate(row)]
        for row in table.rows
    ]
    return replace(table, columns=columns, rows=rows)


def _cell(value: Cell, names: Names) -> Cell:
    return names.get(value, value) if isinstance(value, str) else value
