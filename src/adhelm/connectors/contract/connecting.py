"""How a platform is reached: what its credential is made of, its addresses, its reader and writer.

Each platform's package exports one `CONNECTOR`; the wiring gathers them into `Platforms`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from adhelm.connectors.contract.errors import AuthFailed
from adhelm.connectors.contract.reading import Reader
from adhelm.connectors.contract.writing import Writer
from adhelm.core.clock import Clock
from adhelm.core.errors import NotFound

if TYPE_CHECKING:
    import httpx


class UnknownConnector(NotFound):
    """There is no connector of that name."""

    code = "connector.unknown"


class IncompleteCredential(AuthFailed):
    """A value that the platform needs is missing."""

    code = "connector.incomplete_credential"


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a credential."""

    name: str
    what: str
    """Where a person finds it."""
    secret: bool = True
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Making:
    """What a platform takes of a brief for a new campaign, and where it keeps that."""

    campaign_dates: bool = True
    """Whether its campaigns have dates."""
    group_words: frozenset[str] = frozenset()
    """Of 'start', 'end' and 'objective', what the settings of its ad groups take, as ISO text."""
    countries: bool = True
    """Whether its ad groups are given countries by code; then they need some."""
    categories: frozenset[str] = frozenset({"employment", "housing", "credit", "politics"})
    """The special ad categories that it wants declared."""
    group_needs: tuple[Part, ...] = ()
    """Settings without which no ad group can be made."""
    ad_needs: tuple[Part, ...] = ()
    """Settings without which no ad can be made."""
    headlines: int = 0
    """The fewest that an ad has."""
    descriptions: int = 0
    most_headlines: int = 0
    """The most that an ad has; 0: as many as one likes."""
    most_descriptions: int = 0
    headline_length: int = 0
    """The longest, in characters, of which wide ones count as two; 0: none is published."""
    description_length: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a platform is."""

    base_url: str
    """Without the version: https://graph.facebook.com."""
    token_url: str = ""
    """Where access tokens are renewed; '' where the platform has no such place."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a platform: with whose credential, to which address, by which clock."""

    credential: Mapping[str, str] = field(repr=False)
    address: Address
    http: httpx.Client
    clock: Clock
    keep: Callable[[Mapping[str, str]], None]
    """Called with renewed values of the credential, to be stored."""
    pause: Callable[[float], None] = time.sleep
    tries: int = 5
    """How often one call is sent at most, where sending it again may help."""
    transport: str = ""
    """How calls are carried, where a connector can do it in several ways; '' is its usual one."""


@dataclass(frozen=True, slots=True)
class Connector:
    """One platform as the product knows it."""

    name: str
    """As in `core.ads.Platform.connector`."""
    title: str
    credential: tuple[Part, ...]
    address: Address
    hosts: tuple[str, ...]
    """Public hosts that it needs, besides the address's own (`*.host` for all below it)."""
    open_reader: Callable[[Link], Reader]
    open_writer: Callable[[Link], Writer]
    making: Making = Making()


class Platforms:
    """Every platform that can be connected, and the way to each."""

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        *,
        http: Callable[[Connector], httpx.Client],
        clock: Clock,
        addresses: Mapping[str, Address],
        transports: Mapping[str, str] = MappingProxyType({}),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`addresses` are those of the settings; a connection's own goes before them."""
        self._connectors = connectors
        self._http = http
        self._clock = clock
        self._addresses = addresses
        self._transports = transports
        self._pause = pause

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all connectors."""
        return tuple(self._connectors)

    def connector(self, name: str) -> Connector:
        """
        Return what is known of a platform.

        :raises UnknownConnector: if there is none of that name.
        """
        if name not in self._connectors:
            known = ", ".join(self._connectors)
            raise UnknownConnector(f"there is no connector '{name}'", hint=f"one of {known}")
        return self._connectors[name]

    def reader(
        self,
        name: str,
        credential: Mapping[str, str],
        *,
        address: Address | None = None,
        keep: Callable[[Mapping[str, str]], None],
    ) -> Reader:
        """
        Return a reader; close it when done.

        :raises UnknownConnector: if there is no such connector.
        :raises IncompleteCredential: if a value that it needs is missing.
        """
        connector = self.connector(name)
        return connector.open_reader(self._link(connector, credential, address, keep))

    def writer(
        self,
        name: str,
        credential: Mapping[str, str],
        *,
        address: Address | None = None,
        keep: Callable[[Mapping[str, str]], None],
    ) -> Writer:
        """
        Return a writer, which sends each call once; close it when done.

        Who writes looks a thing up before it sends a change again, and counts what it sends.

        :raises UnknownConnector: if there is no such connector.
        :raises IncompleteCredential: if a value that it needs is missing.
        """
        connector = self.connector(name)
        link = self._link(connector, credential, address, keep)
        return connector.open_writer(replace(link, tries=1))

    def _link(
        self,
        connector: Connector,
        credential: Mapping[str, str],
        address: Address | None,
        keep: Callable[[Mapping[str, str]], None],
    ) -> Link:
        for part in connector.credential:
            if part.needed and not credential.get(part.name):
                raise IncompleteCredential(
                    f"{connector.title} needs '{part.name}': {part.what}",
                    hint="`adhelm source add` asks for each value",
                )
        where = address or self._addresses.get(connector.name) or connector.address
        return Link(
            credential=credential,
            address=where,
            http=self._http(connector),
            clock=self._clock,
            keep=keep,
            pause=self._pause,
            transport=self._transports.get(connector.name, ""),
        )
