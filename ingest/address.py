"""Which addresses a fetch may reach: the public Internet only, checked on the very address that is connected to.

A name proves nothing: it may resolve to 127.0.0.1, or to something else at the second look (DNS rebinding). So the check
sits in the factory that makes the socket of every connect; redirects pass through it like everything else.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

#: As given by getaddrinfo: family, type, protocol, canonical name, socket address.
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]

#: The only IPv6 range handed out for the public Internet (RFC 4291, IANA registry).
_IPV6_UNICAST: Final = IPv6Network("2000::/3")
#: IPv4 written inside IPv6: the last 32 bits of these are the address that is reached in the end.
_IPV4_INSIDE: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0:0/96"), IPv6Network("::/96"))
#: Global by the registry, and yet not a place to fetch from: relays of 6to4 (RFC 7526).
_RELAYS: Final = IPv4Network("192.88.99.0/24")


class RefusedAddress(OSError):
    """The connect would reach an address that is not of the public Internet. An OSError, as its callers expect."""


def unwrap(address: IPv4Address | IPv6Address) -> tuple[IPv4Address | IPv6Address, ...]:
    """All addresses that `address` may stand for: mapped, 6to4, Teredo, NAT64 and compatible forms unwrapped."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _IPV4_INSIDE):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return (address,)


def is_public(text: str) -> bool:
    """Whether the numeric address (a zone like %eth0 allowed) is a unicast address of the public Internet."""
    return all(_is_public(address) for address in unwrap(ip_address(text)))


def public_socket(info: AddressInfo) -> socket.socket:
    """A socket for `info`, for `aiohttp.TCPConnector(socket_factory=...)`. Raises RefusedAddress."""
    host = str(info[4][0])
    if not is_public(host):
        raise RefusedAddress(f"{host} is not an address of the public Internet")
    return plain_socket(info)


def plain_socket(info: AddressInfo) -> socket.socket:
    """A socket for `info`, whatever its address."""
    return socket.socket(*info[:3])


SocketFactory = Callable[[AddressInfo], socket.socket]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if address.is_multicast or not address.is_global:
        return False
    return address in _IPV6_UNICAST if isinstance(address, IPv6Address) else address not in _RELAYS
