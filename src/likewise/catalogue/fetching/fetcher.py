"""The fetcher: pictures behind URLs, each fetched once by rules that say what may be fetched."""

from __future__ import annotations

import random
import re
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import httpcore2

from likewise.catalogue.fetching.addresses import Resolve, checked_addresses, system_addresses
from likewise.catalogue.fetching.kept_pictures import KeptPicture
from likewise.catalogue.fetching.picture_url import PictureUrl, host_pattern
from likewise.catalogue.fetching.transport import (
    LATER,
    NOT_MODIFIED,
    Clock,
    PassingError,
    ask,
    is_header_value,
)
from likewise.catalogue.media import MAX_BYTES
from likewise.errors import MediaError, RecipeError

CONNECTIONS_PER_HOST = 4
REDIRECTS = 3
"""How many are followed."""
UNREACHED = 3
"""After so many pictures in a row that could not be asked for, a host is given up."""

_BACK_OFF_SECONDS = 0.25
_DAY_SECONDS = 86_400

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OUR_HEADERS = re.compile(
    r"host|connection|accept-encoding|content-length|transfer-encoding|range|if-.*", re.IGNORECASE
)
_OPEN_HEADERS = re.compile(r"accept|accept-language|referer|user-agent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchRules:
    """What may be fetched, and how much of it.

    RecipeError where a host or a header cannot be one, or where a header that may be a secret would
    go to any host.

    Attributes:
        hosts: Names and addresses that are allowed, at every redirect. `*.example.com` is every
            name below example.com, `*` every host with a public address. Empty: nothing is fetched.
        headers: Sent to the host that a URL names, and no more once a redirect leads elsewhere.
        private: Whether a host that `hosts` names otherwise than by `*` may have a private address
            (loopback, an intranet's). Link-local and metadata addresses are never connected to.
        seconds: The most that one picture takes, with redirects and retries; the wait for other
            fetches from the same host is not counted.
        max_bytes: The largest picture.
        attempts: Tries in all where a failure may pass: no connection, status 429 or 5xx.
    """

    hosts: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    private: bool = False
    seconds: float = 20
    max_bytes: int = MAX_BYTES
    attempts: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "hosts", tuple(host_pattern(host) for host in self.hosts))
        for name, value in self.headers.items():
            self._check_header(name, value)
        if min(self.max_bytes, self.attempts) < 1 or not 0 < self.seconds <= _DAY_SECONDS:
            raise RecipeError(
                "Fetching needs a byte and an attempt at least, and more than 0 seconds up to a "
                f"day; found {self.max_bytes}, {self.attempts} and {self.seconds}.",
                remedy="Leave out what need not differ from the default.",
            )

    def _check_header(self, name: str, value: str) -> None:
        ours = _OUR_HEADERS.fullmatch(name)
        if ours or not _HEADER_NAME.fullmatch(name) or not is_header_value(value):
            raise RecipeError(
                f"Header {name!r} of fetched pictures cannot be set.",
                remedy="A name has letters, digits and hyphens, a value no control characters; "
                "those of the connection and of versions are Likewise's.",
            )
        if "*" in self.hosts and not _OPEN_HEADERS.fullmatch(name):
            raise RecipeError(
                f"Header {name!r} would be sent to any host, as `*` is allowed.",
                remedy="Name the hosts that may have it.",
            )


class _Host:
    """What the fetches from one server share."""

    def __init__(self) -> None:
        self.slots = threading.Semaphore(CONNECTIONS_PER_HOST)
        self.unreached = 0


class PictureFetcher:
    """The pictures behind URLs, as files of a folder. Threads may share it.

    What failed for good is remembered and costs no second request; so is a host that could not be
    reached for several pictures in a row.

    Args:
        folder: Where they are kept; made when first needed.
        rules: What may be fetched.
        resolve: Finds a name's addresses.
        tls: How servers prove who they are; None trusts what the system trusts.
    """

    def __init__(
        self,
        folder: Path,
        rules: FetchRules,
        *,
        resolve: Resolve = system_addresses,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._folder = folder
        self._rules = rules
        self._resolve = resolve
        self._own_tls = tls
        self._guard = threading.Lock()
        self._running: dict[Path, Future[Path]] = {}
        self._failed: dict[Path, tuple[str, str]] = {}  # problem and remedy: errors hold frames
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def path(self, url: str, *, refresh: bool = False) -> Path:
        """The file with the picture's bytes, which are those of a picture but may be damaged.

        What the folder has costs no request, unless `refresh` asks the server whether it changed;
        should that fail, the file stays. Calls for one URL at the same time share one fetch.

        Raises:
            MediaError: The rules do not allow it, or it cannot be had.
        """
        asked = PictureUrl.allowed(url, self._rules.hosts)
        kept = KeptPicture(self._folder, asked)
        if not refresh and kept.exists():
            return kept.path
        with self._guard:
            if failed := self._failed.get(kept.path):
                raise MediaError(failed[0], remedy=failed[1])
            running = self._running.get(kept.path)
            mine = self._running.setdefault(kept.path, Future())
        if running is not None:
            return running.result()
        try:
            if refresh or not kept.exists():  # another thread may just have been done with it
                self._fetch(asked, kept)
            mine.set_result(kept.path)
        except BaseException as error:
            self._remember(kept, error)
            mine.set_exception(error)
            raise
        finally:
            with self._guard:
                del self._running[kept.path]
        return kept.path

    def _remember(self, kept: KeptPicture, error: BaseException) -> None:
        if isinstance(error, PassingError):
            if not error.unreached:
                return
            with self._guard:
                self._hosts[error.unreached].unreached += 1
        if isinstance(error, MediaError):
            self._failed[kept.path] = error.problem, error.remedy

    def _fetch(self, url: PictureUrl, kept: KeptPicture) -> None:
        clock = Clock(self._rules.seconds)
        for attempt in count(1):
            try:
                self._follow(url, kept, clock)
            except PassingError as error:
                jitter = random.uniform(0.5, 1.5)
                wait_seconds = error.wait_seconds or _BACK_OFF_SECONDS * 2**attempt * jitter
                if attempt >= self._rules.attempts or wait_seconds >= clock.left():
                    raise
                time.sleep(wait_seconds)
            else:
                return

    def _follow(self, url: PictureUrl, kept: KeptPicture, clock: Clock) -> None:
        asked, headers = url, {name.lower(): value for name, value in self._rules.headers.items()}
        for _ in range(REDIRECTS + 1):
            location = self._exchange(url, headers, kept, clock)
            if location is None:
                return
            try:
                target = PictureUrl.allowed(location, self._rules.hosts)
            except MediaError as error:
                raise MediaError(
                    f"{asked.shown} leads elsewhere: {error.problem}", remedy=error.remedy
                ) from error
            if target.origin != url.origin:
                headers = {}
            url = target
        raise MediaError(
            f"{asked.shown} redirects more than {REDIRECTS} times.",
            remedy="Give the picture's final address.",
        )

    def _exchange(
        self, url: PictureUrl, headers: Mapping[str, str], kept: KeptPicture, clock: Clock
    ) -> str | None:
        """One request: where it redirects to, or None when the picture is kept."""
        versions = kept.validators(url)
        private = self._rules.private and url.is_named(self._rules.hosts)
        with self._host(url, clock) as host:
            addresses = checked_addresses(url, self._resolve, clock, private=private)
            with ask(
                url, {**headers, **versions}, addresses=addresses, clock=clock, tls=self._tls
            ) as answer:
                host.unreached = 0
                location = answer.location()
                if location is None and not (versions and answer.status == NOT_MODIFIED):
                    answer.check()
                    kept.save(answer.picture(self._rules.max_bytes), answer)
                return location

    @contextmanager
    def _host(self, url: PictureUrl, clock: Clock) -> Iterator[_Host]:
        """The host, when it is this fetch's turn."""
        with self._guard:
            host = self._hosts[url.origin]
        with clock.stopped():
            host.slots.acquire()
        try:
            if host.unreached >= UNREACHED:
                raise MediaError(
                    f"{url.shown} is not fetched: {url.host} could not be reached for "
                    f"{host.unreached} pictures before it.",
                    remedy=LATER,
                )
            yield host
        finally:
            host.slots.release()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._own_tls or httpcore2.default_ssl_context()
