"""Addresses: where a host is, and whether that may be connected to."""

from __future__ import annotations

import ipaddress
import math
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

from likewise.catalogue.fetching.picture_url import PictureUrl
from likewise.catalogue.fetching.transport import Clock, PassingError
from likewise.errors import MediaError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str], list[str]]
"""Name to IP addresses in the order of preference; OSError where there are none."""


def _networks(words: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(word) for word in words.split())


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_PRIVATE = _networks(
    "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7"
)
# A cloud machine's own metadata and credentials (Azure, Alibaba, AWS, Google) where these are not
# link-local.
_METADATA = _networks("168.63.129.16/32 100.100.100.200/32 fd00:ec2::/32 fd20:ce::/32")
# What remains of IANA's registries of special addresses; of IPv6 only 2000::/3 is handed out.
# 2001::/23 holds Teredo, 2002::/16 is 6to4, ::/3 the mapped addresses.
_SPECIAL = _networks(
    "0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 "
    "198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 "
    "::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 3fff::/20"
)


def may_connect(address: Address, *, private: bool) -> bool:
    """Whether an address is public, or private where that is allowed.

    Never link-local, multicast, reserved or a cloud's metadata; an address that carries another is
    judged by that (NAT64) or refused (IPv4-mapped, 6to4, Teredo).
    """
    if address in _NAT64:
        return may_connect(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF), private=False)
    if any(address in network for network in _METADATA):
        return False
    if any(address in network for network in _PRIVATE):
        return private
    return not any(address in network for network in _SPECIAL)


def checked_addresses(
    url: PictureUrl, resolve: Resolve, clock: Clock, *, private: bool
) -> list[str]:
    """Where to connect: every address that the host has.

    MediaError where one of them may not be connected to, or none is found in time.
    """
    try:
        found = _addresses(url, resolve, clock)
    except TimeoutError:
        raise PassingError(clock.over(url), unreached=url.origin) from None
    except (OSError, ValueError) as error:
        again = getattr(error, "errno", None) == socket.EAI_AGAIN
        raise PassingError(
            f"{url.shown} cannot be fetched: no address was found for {url.host} ({error}).",
            remedy="Check the host's name and the network.",
            wait_seconds=0 if again else math.inf,
            unreached=url.origin,
        ) from error
    refused = [str(address) for address in found if not may_connect(address, private=private)]
    if refused:
        raise MediaError(
            f"{url.shown} is not fetched: expected {url.host} to have public addresses, found "
            f"{', '.join(refused[:3])}.",
            remedy="Private addresses are connected to only when that is allowed, and the host "
            "is allowed by name.",
        )
    return [str(address) for address in found]


def system_addresses(host: str) -> list[str]:
    """What the system knows of a name."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _addresses(url: PictureUrl, resolve: Resolve, clock: Clock) -> list[Address]:
    try:
        return [ipaddress.ip_address(url.host)]
    except ValueError:
        found = _resolved(url.host, resolve, clock)
    if not found:
        raise OSError("it has no address")
    return [ipaddress.ip_address(text) for text in found]


def _resolved(host: str, resolve: Resolve, clock: Clock) -> list[str]:
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(resolve(host))
        except (OSError, ValueError) as error:
            answer.set_exception(error)

    # The system's look-up cannot be interrupted, only left behind.
    threading.Thread(target=ask, name="likewise-resolve", daemon=True).start()
    return answer.result(clock.left())
