"""What the columns of orders and leads are called, in the exports of shops and CRMs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

CLICK_IDS = ("gclid", "wbraid", "gbraid", "fbclid", "ttclid", "li_fat_id", "twclid", "msclkid")
"""Click identifiers as landing addresses carry them; the name says whose they are."""
UTM = ("source", "medium", "campaign", "content", "term", "id")

_COMING_FROM = {
    "landing": ("landing_site", "landing_page", "landing_url", "landing", "first_page", "page_url"),
    **{click: (click, f"{click}_c") for click in CLICK_IDS},
    **{
        f"utm_{part}": (f"utm_{part}", f"utm_{part}_c", f"utm{part}", f"original_{part}")
        for part in UTM
    },
    "person": ("email", "customer_email", "e_mail", "contact_email", "customer_id", "phone"),
    "currency": ("currency", "currency_code", "currencyisocode", "presentment_currency"),
}


@dataclass(frozen=True, slots=True)
class Book:
    """One kind of book: the words for its columns, and those it cannot do without."""

    name: str
    words: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]


ORDERS = Book(
    "orders",
    MappingProxyType(
        {
            "id": ("order_id", "order", "order_number", "order_name", "name", "id", "number"),
            "at": ("created_at", "ordered_at", "order_date", "processed_at", "date", "paid_at"),
            "value": ("total", "order_total", "total_price", "revenue", "amount", "value",
                      "subtotal", "grand_total"),
            "refund": ("refunded_amount", "refund_amount", "refund", "total_refunded", "refunded"),
            "refunded_at": ("refunded_at", "refund_date"),
            "stage": ("financial_status", "status", "order_status"),
            **_COMING_FROM,
        }
    ),
    ("id", "at", "value"),
)  # fmt: skip
LEADS = Book(
    "crm",
    MappingProxyType(
        {
            "id": ("lead_id", "deal_id", "opportunity_id", "contact_id", "record_id", "id"),
            "at": ("stage_changed_at", "stage_date", "stagechangedate", "changed_at", "updated_at",
                   "close_date", "created_at", "create_date", "date"),
            "stage": ("stage", "stage_name", "stagename", "deal_stage", "lead_status", "status",
                      "lifecycle_stage"),
            "value": ("deal_value", "amount", "value", "expected_revenue"),
            **_COMING_FROM,
        }
    ),
    ("id", "at", "stage"),
)  # fmt: skip

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def plain(header: str) -> str:
    """Return a header as our words are written: 'Order Date' and 'orderDate' are 'order_date'."""
    return _NOT_PLAIN.sub("_", _CAMEL.sub("_", header.strip()).lower()).strip("_")


def bind(book: Book, headers: tuple[str, ...], said: Mapping[str, str]) -> dict[str, int]:
    """Return our name -> column of the file; what was said goes before our words."""
    by_word: dict[str, int] = {}
    for at, header in enumerate(headers):
        by_word.setdefault(plain(header), at)
    bound: dict[str, int] = {}
    for name, words in book.words.items():
        wanted = (plain(said[name]),) if name in said else words
        found = next((by_word[word] for word in wanted if word in by_word), None)
        if found is not None:
            bound[name] = found
    return bound
