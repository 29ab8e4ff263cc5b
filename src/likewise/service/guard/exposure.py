"""Exposure: who can reach the service, and whether that is meant."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Sequence

from likewise.errors import UsageError
from likewise.service.guard.hosts import LOOPBACK_NAMES

DEFAULT_PORT = 8484


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address.

    Raises:
        UsageError: It is no address or name of this machine.
    """
    return all(ipaddress.ip_address(each).is_loopback for each in _addresses(host))


def refuse_by_accident(host: str, *, open_browsing: bool | None) -> bool:
    """Whether everyone may look: on this machine unless it is said otherwise.

    Raises:
        UsageError: Others reach the address, and nobody said whether they may look.
    """
    if open_browsing is not None:
        return open_browsing
    if is_loopback(host):
        return True
    raise UsageError(
        f"At {host} others can reach the service, and everyone of them could look at the "
        "catalogues.",
        remedy="Add --closed, so that only those with an account or an API key may look (see "
        "`likewise users create` and `likewise keys create`), or --open if everyone may.",
    )


def own_names(host: str, more: Sequence[str]) -> tuple[str, ...]:
    """The names under which the service answers at an address, and those that were said."""
    wildcard = any(ipaddress.ip_address(each).is_unspecified for each in _addresses(host))
    return tuple(dict.fromkeys((*LOOPBACK_NAMES, *(() if wildcard else (host,)), *more)))


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens at the port; without one at the usual port, or at a free one.

    Raises:
        UsageError: The port is taken, or may not be used, or the address is another machine's.
    """
    wanted = DEFAULT_PORT if port is None else port
    try:
        return _socket(host, wanted)
    except OSError as error:
        if port is None and error.errno == errno.EADDRINUSE:
            return _socket(host, 0)
        raise UsageError(
            f"The service cannot listen at {host}, port {wanted} ({error}).",
            remedy="Name another --port, none for one that is free, or another --host.",
        ) from error


def url(listening: socket.socket) -> str:
    """Where a browser on this machine finds it."""
    host, port = listening.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _socket(host: str, port: int) -> socket.socket:
    address = _addresses(host)[0]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.create_server((address, port), family=family, backlog=2048)
    made.set_inheritable(True)  # by the processes that serve
    return made


def _addresses(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"There is no address {host!r} on this machine.",
            remedy="Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all that reach it.",
        ) from error
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
