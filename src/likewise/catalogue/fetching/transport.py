"""Transport: one request to addresses that were checked, each step within the time that is left."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore2

from likewise.catalogue.fetching.picture_url import PictureUrl
from likewise.catalogue.media import PICTURE_FORMATS
from likewise.errors import MediaError

LATER = "Try again later, or open it in a browser to see what is wrong."
OK, NOT_MODIFIED = 200, 304

_REDIRECTS = (301, 302, 303, 307, 308)
_TOO_MANY_REQUESTS, _SERVER_ERROR = 429, 500
_RETRY_AFTER_SECONDS = 5.0  # the longest that a server's Retry-After is heeded
_CONNECT_SECONDS = 5.0
_OF_THE_FILE = "Give the address of the picture's file."
_OURS = {
    "accept": ", ".join([*(f"image/{name.lower()}" for name in PICTURE_FORMATS), "*/*;q=0.1"]),
    "accept-encoding": "identity",
    "connection": "close",
    "user-agent": "likewise",
}
_HEADER_VALUE = re.compile(r"(?! )[\x20-\x7e\x80-\xff]{1,8000}(?<! )")


class PassingError(MediaError):
    """A failure that may pass when tried again.

    Attributes:
        wait_seconds: How long to wait; 0 where nobody said, infinite where waiting is no use.
        unreached: The server that was not found or could not be connected to, if that is it.
    """

    def __init__(
        self, problem: str, *, remedy: str = LATER, wait_seconds: float = 0, unreached: str = ""
    ) -> None:
        super().__init__(problem, remedy=remedy)
        self.wait_seconds = wait_seconds
        self.unreached = unreached


class Clock:
    """What is left of a fetch's time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, never below 0."""
        return max(0.0, self._end - time.monotonic())

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """What is done meanwhile takes none of the time."""
        start = time.monotonic()
        yield
        self._end += time.monotonic() - start

    def over(self, url: PictureUrl) -> str:
        """The problem when nothing is left."""
        return f"{url.shown} did not arrive within {self._seconds:g} seconds."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said before the picture's bytes; header names in lower case."""

    url: PictureUrl
    status: int
    headers: Mapping[str, str]
    body: Iterable[bytes]

    def location(self) -> str | None:
        """Where it redirects to, if it does."""
        location = self.headers.get("location")
        if self.status not in _REDIRECTS or location is None:
            return None
        try:
            # Servers send UTF-8 here; what is not stays unreadable, and is refused as a URL.
            return urljoin(str(self.url), location.encode("latin-1").decode("utf-8", "replace"))
        except ValueError:
            return location

    def check(self) -> None:
        """MediaError where no picture follows."""
        problem = f"{self.url.shown} should be a picture, but the server answered"
        if self.status == _TOO_MANY_REQUESTS or self.status >= _SERVER_ERROR:
            wait_seconds = _seconds(self.headers.get("retry-after", "0"))
            raise PassingError(f"{problem} with status {self.status}.", wait_seconds=wait_seconds)
        if self.status != OK:
            raise MediaError(
                f"{problem} with status {self.status}.",
                remedy="Check the address, and whether the host asks for a header.",
            )
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in {"text/html", "application/xhtml+xml"}:
            raise MediaError(f"{problem} with a page ({kind}).", remedy=_OF_THE_FILE)
        coding = self.headers.get("content-encoding", "").lower()
        if coding not in {"", "identity"}:
            raise MediaError(
                f"{problem} in the encoding {coding[:40]!a}, which was not asked for.",
                remedy=_OF_THE_FILE,
            )

    def picture(self, max_bytes: int) -> Iterator[bytes]:
        """The bytes that follow; MediaError where they are more than these."""
        length = self.headers.get("content-length", "")
        announced = int(length) if length.isdecimal() else 0
        received = 0
        for chunk in self.body:
            received += len(chunk)
            if max(received, announced) > max_bytes:
                raise MediaError(
                    f"{self.url.shown} is larger than {max_bytes / 1e6:,.1f} MB, the most that is "
                    "fetched.",
                    remedy="Give a smaller version of the picture.",
                )
            yield chunk


def is_header_value(value: object) -> bool:
    """Whether this can be sent."""
    return isinstance(value, str) and _HEADER_VALUE.fullmatch(value) is not None


@contextmanager
def ask(
    url: PictureUrl,
    headers: Mapping[str, str],
    *,
    addresses: list[str],
    clock: Clock,
    tls: ssl.SSLContext,
) -> Iterator[Answer]:
    """The answer of the server at these addresses; the connection ends with the context.

    MediaError where there is none, or it breaks off: a PassingError unless the time is over or the
    server did not prove its name.
    """
    wire = httpcore2.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target)
    sent = {"host": url.authority, **_OURS, **headers}
    fields = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
    backend = _CheckedBackend(addresses, clock)
    connection = httpcore2.HTTPConnection(wire.origin, ssl_context=tls, network_backend=backend)
    try:
        with connection, connection.stream("GET", wire, headers=fields) as response:
            received = {
                name.decode("latin-1").lower(): value.decode("latin-1").strip(" \t")
                for name, value in response.headers
            }
            yield Answer(url, response.status, received, response.iter_stream())
    except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            raise MediaError(
                f"{url.host} did not prove its name: {error.__cause__.verify_message}.",
                remedy="Check the address; the system must know an intranet's own certificates.",
            ) from error
        problem = f"{url.host} cannot be connected to: {error}."
        raise PassingError(
            problem if clock.left() else clock.over(url), unreached=url.origin
        ) from error
    except httpcore2.TimeoutException as error:
        raise MediaError(clock.over(url), remedy=LATER) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        problem = f"{url.shown} broke off before the picture was whole: {error!s:.200}."
        raise PassingError(problem) from error


def _seconds(retry_after: str) -> float:
    """A date is as good as long, for clocks differ."""
    digits = retry_after.isascii() and retry_after.isdecimal()
    return min(float(retry_after) if digits else _RETRY_AFTER_SECONDS, _RETRY_AFTER_SECONDS)


class _CheckedBackend(httpcore2.SyncBackend):
    """Connects to addresses that were checked, whatever the host's name means by now."""

    def __init__(self, addresses: list[str], clock: Clock) -> None:
        self._addresses = addresses
        self._clock = clock

    def connect_tcp(
        self, host: str, port: int, *_: object, **__: object
    ) -> httpcore2.NetworkStream:
        del host
        failure: Exception = httpcore2.ConnectTimeout()
        for address in self._addresses:
            seconds = min(_CONNECT_SECONDS, self._clock.left())
            if not seconds:
                break
            try:
                return _TimedStream(super().connect_tcp(address, port, seconds), self._clock)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which each step has only the time that is left of the whole."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, *_: object, **__: object) -> bytes:
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, *_: object, **__: object) -> None:
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        *_: object,
        **__: object,
    ) -> httpcore2.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left())
        return _TimedStream(secured, self._clock)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def _left(self) -> float:
        left = self._clock.left()
        if not left:
            self.close()
            raise httpcore2.ReadTimeout
        return left
