"""The codes of a second factor (RFC 6238: six digits, SHA-1, 30 seconds), and those of need."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from adhelm.govern.accounts.logic import tokens

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_S = 30
_DIGITS, _SECRET_BYTES = 6, 20
_RECOVERY_CODES, _RECOVERY_BYTES = 10, 10


def new_secret() -> str:
    """Return a new secret in base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def address(secret: str, *, person: str, issuer: str = "Adhelm") -> str:
    """Return the otpauth address of a secret, to be shown as a QR code."""
    return str(_totp(secret).get_provisioning_uri(person, issuer))


def step_of(secret: str, code: str, *, at: float) -> int | None:
    """
    Return the step of time whose code this is; None if it is none of about now.

    `at` is in seconds since 1970. A clock may be a step ahead or behind.
    """
    now = int(at) // STEP_S
    plain = code.replace(" ", "")
    if len(plain) != _DIGITS or not plain.isascii():
        return None
    totp = _totp(secret)
    near = (step for step in (now, now - 1, now + 1) if step >= 0)
    fitting = [
        step
        for step in near
        if secrets.compare_digest(totp.generate(step * STEP_S), plain.encode())
    ]
    return fitting[0] if fitting else None


def new_recovery_codes() -> list[str]:
    """Return codes for who has lost the app, 80 bits each; they work once."""
    return [_grouped(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(_RECOVERY_CODES)]


def recovery_digest(code: str) -> str:
    """Return what is kept of a recovery code, however it is written."""
    return tokens.digest(code.replace("-", "").replace(" ", "").lower())


def _grouped(raw: bytes) -> str:
    text = base64.b32encode(raw).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _totp(secret: str) -> TOTP:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    key = base64.b32decode(secret)
    return TOTP(key, _DIGITS, SHA1(), STEP_S)  # noqa: S303 - what the apps compute
