"""Who may call: credentials that last, and the access tokens they are exchanged for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from adhelm.core.clock import Clock
from adhelm.sandbox.market import Account, Market


@dataclass(frozen=True, slots=True)
class Credential:
    """What a person pastes once. `brand` None: it sees every account of its platform."""

    platform: str
    name: str
    brand: int | None
    client_id: str
    client_secret: str
    refresh_token: str
    """On X the token's secret; on Meta and TikTok the code or short token to exchange."""
    access_token: str
    """One that is there from the start."""

    def sees(self, account: Account) -> bool:
        """Say whether the credential may see an account."""
        return account.platform == self.platform and self.brand in {None, account.brand}


@dataclass(slots=True)
class _Issued:
    credential: Credential
    expires: datetime | None
    revoked: bool = False


class Tokens:
    """Every access token that was given out, and what has become of it."""

    def __init__(self, market: Market) -> None:
        self._clock: Clock = market.clock
        self._seed = market.seed
        self._issued: dict[str, _Issued] = {}
        self._revoked: set[str] = set()
        self.credentials = list(_credentials(market))
        for one in self.credentials:
            self._issued[one.access_token] = _Issued(one, None)

    def of(self, platform: str) -> list[Credential]:
        """Return the credentials of a platform, the one that sees everything first."""
        return [one for one in self.credentials if one.platform == platform]

    def refreshable(self, platform: str, refresh_token: str) -> Credential | None:
        """Return the credential of a refresh token that is known and not revoked."""
        for one in self.of(platform):
            if one.refresh_token == refresh_token and refresh_token not in self._revoked:
                return one
        return None

    def issue(self, credential: Credential, lifetime: timedelta | None) -> str:
        """Return a fresh access token; without a lifetime it does not expire."""
        token = _secret(self._seed, credential.platform, f"issued {len(self._issued)}")
        expires = None if lifetime is None else self._clock.now() + lifetime
        self._issued[token] = _Issued(credential, expires)
        return token

    def state(self, platform: str, token: str) -> str:
        """Return 'ok', 'expired', 'revoked' or 'unknown'."""
        found = self._issued.get(token)
        if found is None or found.credential.platform != platform:
            return "unknown"
        if found.revoked:
            return "revoked"
        return "expired" if found.expires and found.expires <= self._clock.now() else "ok"

    def credential(self, token: str) -> Credential:
        """Return the credential behind a token that was issued."""
        return self._issued[token].credential

    def expire(self, platform: str) -> int:
        """Let the access tokens of a platform run out now; return how many."""
        hit = self._hit(platform)
        for one in hit:
            one.expires = self._clock.now()
        return len(hit)

    def revoke(self, platform: str) -> int:
        """Take access tokens and refresh tokens of a platform back; return how many."""
        hit = self._hit(platform)
        for one in hit:
            one.revoked = True
            self._revoked.add(one.credential.refresh_token)
        return len(hit)

    def _hit(self, platform: str) -> list[_Issued]:
        return [one for one in self._issued.values() if one.credential.platform == platform]


def _credentials(market: Market) -> Iterable[Credential]:
    for platform in sorted({one.platform for one in market.accounts()}):
        for brand in (None, *range(market.scenario.brands)):
            name = "everything" if brand is None else f"brand-{brand + 1}"

            def made(what: str, platform: str = platform, name: str = name) -> str:
                return _secret(market.seed, platform, f"{name} {what}")

            yield Credential(
                platform=platform,
                name=name,
                brand=brand,
                client_id=made("client")[:20],
                client_secret=made("secret")[:32],
                refresh_token=made("refresh"),
                access_token=made("access"),
            )


_LOOKS = {"google_ads": "ya29.", "meta": "EAAB", "linkedin": "AQ"}


def _secret(seed: int, platform: str, what: str) -> str:
    digest = hashlib.blake2b(f"{seed}/{platform}/{what}".encode(), digest_size=24).hexdigest()
    return _LOOKS.get(platform, "") + digest
