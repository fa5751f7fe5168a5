"""Where calls may go: hosts by name, addresses by the network they are in."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from adhelm.core.errors import Forbidden, Invalid, Unavailable

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
# IPv6 addresses that reach an IPv4 address: NAT64 (and 6to4, Teredo, mapped: known to Python).
_NAT64 = IPv6Network("64:ff9b::/96")


class OutboundRefused(Forbidden):
    """The address is outside of what Adhelm may reach."""

    code = "outbound.refused"


class NoAnswer(Unavailable):
    """The other side could not be reached, or did not answer in time."""

    code = "outbound.no_answer"


class NotReached(NoAnswer):
    """No connection came about, so nothing was handed over: trying again doubles nothing."""


class BadAllowEntry(Invalid):
    """An entry of the allow-list is no host, address or network."""

    code = "outbound.bad_allow"


@dataclass(frozen=True, slots=True)
class Allowed:
    """One entry of the allow-list: a host (`*.host` for all below it), an address or a network."""

    host: str
    port: int | None = None
    network: IPv4Network | IPv6Network | None = None

    @classmethod
    def parse(cls, entry: str) -> Allowed:
        """
        Read `host`, `host:port`, `*.host`, `10.0.0.0/8`, `[::1]:9100`.

        :raises BadAllowEntry: if it is none of these.
        """
        text = entry.strip().lower()
        if network := _network(text):
            return cls(text, network=network)
        host, _, port = text.rpartition(":") if text[-1:] != "]" else (text, "", "")
        if not host:
            host, port = port, ""
        name = host.removeprefix("*.").strip("[]").rstrip(".")
        if not name or set(name) & set("/@?#* []") or (port and not _is_port(port)):
            raise BadAllowEntry(
                f"'{entry}' is no host, address or network",
                hint="such as api.example.com, 127.0.0.1:9100 or 10.0.0.0/8",
            )
        wild = "*." if host.startswith("*.") else ""
        return cls(wild + name, int(port) if port else None, _network(name))

    def names(self, host: str, port: int) -> bool:
        """Say whether this entry names the host of a URL."""
        if self.port not in {None, port}:
            return False
        if self.host.startswith("*."):
            return host.endswith(self.host[1:])
        return host == self.host

    def holds(self, address: Address, port: int) -> bool:
        """Say whether this entry holds an address."""
        inside = self.network is not None and address in self.network
        return inside and self.port in {None, port}


@dataclass(frozen=True, slots=True)
class Policy:
    """What one client may reach; `allow` is the settings' list, `hosts` the service's own."""

    allow: tuple[Allowed, ...]
    hosts: tuple[Allowed, ...] | None
    resolve: Resolve

    @classmethod
    def of(
        cls, allow: Sequence[str], hosts: Collection[str] | None, resolve: Resolve | None
    ) -> Policy:
        """
        Read both lists.

        :raises BadAllowEntry: if an entry cannot be read.
        """
        own = None if hosts is None else tuple(Allowed.parse(entry) for entry in hosts)
        return cls(tuple(Allowed.parse(entry) for entry in allow), own, resolve or _resolve)

    def check_url(self, scheme: str, host: str, port: int) -> None:
        """
        Let a URL pass if its host may be reached; addresses are looked at when it connects.

        :raises OutboundRefused: if not.
        """
        host = _plain(host)
        by_settings = any(entry.names(host, port) for entry in self.allow)
        literal = _address(host)
        if literal is not None:
            by_settings = by_settings or any(entry.holds(literal, port) for entry in self.allow)
        if scheme not in {"http", "https"} or (scheme == "http" and not by_settings):
            raise _refused(f"{scheme}://{host}:{port} is not https", host, port)
        known = self.hosts is None or any(entry.names(host, port) for entry in self.hosts)
        if not (by_settings or known):
            raise _refused(f"{host}:{port} is not on the list of allowed hosts", host, port)

    def addresses(self, host: str, port: int) -> list[str]:
        """
        Resolve a host once; return its addresses if every one of them may be reached.

        :raises OutboundRefused: if one is private and not allowed.
        :raises NotReached: if the name cannot be resolved.
        """
        host = _plain(host)
        try:
            found = list(dict.fromkeys(self.resolve(host, port)))
        except OSError as error:
            raise NotReached(f"the name {host} cannot be resolved: {error.strerror}") from None
        if any(entry.names(host, port) for entry in self.allow):
            return found
        for text in found:
            address = ip_address(text.partition("%")[0])
            if _is_public(address) or any(entry.holds(address, port) for entry in self.allow):
                continue
            raise _refused(f"{host} is at {address}, which is no public address", host, port)
        return found


def is_literal(host: str) -> bool:
    """Say whether a host is an address rather than a name; 'localhost' is one as well."""
    name = _plain(host)
    return name == "localhost" or _address(name) is not None


def _refused(reason: str, host: str, port: int) -> OutboundRefused:
    written = f"[{host}]" if ":" in host else host
    hint = f"to allow it, set ADHELM_OUTBOUND__ALLOW={written}:{port}"
    return OutboundRefused(reason, hint=hint, host=host, port=port)


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _plain(host: str) -> str:
    # A final dot means the same host and must not slip past a list of names.
    return host.lower().strip("[]").rstrip(".")


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65536  # noqa: PLR2004
