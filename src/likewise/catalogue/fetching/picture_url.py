"""Picture URLs: the one reading that is checked, connected to and sent, and which may be asked."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self
from urllib.parse import quote

import idna

from likewise.errors import MediaError, RecipeError

_LONGEST_URL = 8_000
_LONGEST_HOST = 253
_PORTS = {"http": 80, "https": 443}
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_URL = re.compile(r"(https?)://([^/?#]*)([^#]*)(?:#.*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:@\[\]%]+)(?::([0-9]{0,5}))?")
_UNQUOTED = "%/?:@!$&'()*+,;=-._~[]"
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # as a name's last label it would mean IPv4


@dataclass(frozen=True, slots=True)
class PictureUrl:
    """A URL, read in one way only."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def allowed(cls, text: str, hosts: tuple[str, ...]) -> Self:
        """What a URL says; MediaError where none of these patterns admits its host.

        MediaError too where it could be read in two ways, or has a user name.
        """
        if not hosts:
            raise MediaError(
                f"{_shown(text)} is not fetched: no host is allowed.",
                remedy="Name the hosts that pictures may come from, if you trust them.",
            )
        try:
            url = cls._read(text)
        except ValueError as error:
            raise MediaError(
                f"{_shown(text)} should be the address of a picture, but {error}.",
                remedy="Give an address such as https://example.com/picture.jpg, spaces as %20.",
            ) from error
        if "*" not in hosts and not url.is_named(hosts):
            raise MediaError(
                f"{url.shown} is not fetched: {url.host} is not among the allowed hosts.",
                remedy=f"Allow {url.host}, if you trust it.",
            )
        return url

    @classmethod
    def _read(cls, text: str) -> Self:
        if len(text) > _LONGEST_URL:
            raise ValueError(f"it is longer than {_LONGEST_URL} characters")
        if _UNPRINTABLE.search(text):
            raise ValueError("it has a space, a backslash or a control character")
        found = _URL.fullmatch(text)
        if not found:
            raise ValueError("it does not start with http:// or https://")
        scheme, authority, target = found[1].lower(), found[2], found[3]
        if "@" in authority:
            raise ValueError("it has a user name before its host")
        parts = _AUTHORITY.fullmatch(authority)
        if not parts:
            raise ValueError("its host or its port cannot be one")
        port = int(parts[2] or _PORTS[scheme])
        if not 0 < port < 2**16:
            raise ValueError(f"it has port {port}")
        target = quote(target, safe=_UNQUOTED)
        return cls(scheme, _host(parts[1]), port, target if target[:1] == "/" else f"/{target}")

    def is_named(self, hosts: tuple[str, ...]) -> bool:
        """Whether a pattern other than `*` admits the host."""
        return any(
            self.host == pattern or (pattern.startswith("*.") and self.host.endswith(pattern[1:]))
            for pattern in hosts
        )

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"

    @property
    def shown(self) -> str:
        """For messages."""
        return _shown(str(self))

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The server: what has to stay the same for headers to be sent on."""
        return f"{self.scheme}://{self.authority}"

    @property
    def digest(self) -> str:
        """32 hex digits that tell this URL from others."""
        return blake2b(str(self).encode(), digest_size=16).hexdigest()


def host_pattern(text: str) -> str:
    """A host, `*.` and a name, or `*`, in the spelling that is compared; RecipeError otherwise."""
    try:
        if text == "*":
            return text
        if text.startswith("*."):
            return f"*.{_name(text[2:])}"
        return _host(f"[{text}]" if ":" in text and not text.startswith("[") else text)
    except ValueError as error:
        raise RecipeError(
            f"{text!r} cannot be a host that pictures are fetched from: {error}.",
            remedy="Write example.com, *.example.com, an IP address, or * for any public host.",
        ) from error


def _shown(url: str) -> str:
    """A URL for messages: without what may be a password or a signature, on one line, and short."""
    address = re.sub(r"//[^/?#]*@", "//…@", url.partition("?")[0])[:200]
    return repr(address)[1:-1]


def _host(text: str) -> str:
    """The host in the one spelling that is compared; ValueError says why it is none."""
    if text.startswith("[") and text.endswith("]"):
        return str(ipaddress.IPv6Address(text[1:-1]))
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        return _name(text)


def _name(text: str) -> str:
    try:
        name = text.lower() if text.isascii() else idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"its host cannot be {text!r}: {error}") from error
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_HOST:
        raise ValueError(f"its host cannot be {text!r}")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise ValueError(f"its host {text!r} is neither a name nor an address like 192.0.2.1")
    return name
