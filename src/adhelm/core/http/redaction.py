"""The one function that takes secrets out of text before it is logged, shown or stored."""

from __future__ import annotations

import logging
import re

MASK = "********"
_NAMES = (
    r"[\w-]*(?:token|secret|password|passwd|api[_-]?key|apikey|signature|credential)s?"
    r"|appsecret_proof|private_key|routing_key|pwd"
)
# Ordinary words elsewhere, secrets in a query.
_IN_QUERY = "sig|key|code"
_RULES = (
    # https://user:password@host
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+@"), rf"\1{MASK}@"),
    # Authorization: Bearer …, in headers, dicts and JSON
    (
        re.compile(
            r"((?:proxy-)?authorization|cookie|set-cookie)(['\"]?\s*[:=]\s*b?['\"]?)[^'\"\r\n]+",
            re.IGNORECASE,
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {MASK}"),
    # ?access_token=…&client_secret=…
    (
        re.compile(rf"((?:[?&;\s'\"]|^)(?:{_NAMES})=)[^&\s#'\";]+", re.IGNORECASE | re.MULTILINE),
        rf"\1{MASK}",
    ),
    (re.compile(rf"([?&](?:{_IN_QUERY})=)[^&\s#'\";]+", re.IGNORECASE), rf"\1{MASK}"),
    # "access_token": "…", also with single quotes and escaped quotes
    (
        re.compile(rf"(\\?['\"](?:{_NAMES})\\?['\"]\s*:\s*b?(\\?['\"])).*?\2", re.IGNORECASE),
        rf"\1{MASK}\2",
    ),
    # Tokens that are known by their shape: Meta, Google, Slack, JSON web tokens.
    (re.compile(r"\bEAA[A-Za-z0-9]{16,}|\bya29\.[\w.-]+|\b1//0[\w-]{16,}"), MASK),
    # Addresses that are secrets themselves: incoming webhooks of Slack.
    (
        re.compile(r"(hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/)[\w/-]+"),
        rf"\1{MASK}",
    ),
    (re.compile(r"\bxox[abeoprs]-[\w-]+|\beyJ[\w-]+\.[\w-]+\.[\w-]*"), MASK),
)


def redact(text: str) -> str:
    """Return `text` with tokens, passwords and authorization headers masked."""
    for pattern, masked in _RULES:
        text = pattern.sub(masked, text)
    return text


class RedactingFilter(logging.Filter):
    """Redacts what a logger or handler is about to write, arguments and traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; let it pass."""
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        return True
