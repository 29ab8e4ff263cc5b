"""Connection: from an address to a Redis client that has been found able to do the work."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis
from redis import exceptions
from redis.backoff import ExponentialBackoff
from redis.connection import ConnectionPool, UnixDomainSocketConnection, parse_url
from redis.retry import Retry

from likewise.errors import (
    EngineCapabilityError,
    EngineError,
    EngineFullError,
    EngineUnavailableError,
    RecipeError,
)

UNKNOWN_VERSION = "unknown"
"""Stands for a module that is there, on a server that does not tell its version."""

_OLDEST_SEARCH = (2, 10)
"""The first search module with INDEXMISSING and INDEXEMPTY, and the one that we test on."""

ANSWER_SECONDS = 10.0
"""How long Redis has to answer, unless something else is said."""

_CONNECT_SECONDS = 2.0

# The client's own retries wait 40 and 80 ms, so that a dead server is told from a restart within
# a fifth of a second (redis-py's default hides 3.5 s). A timeout is not tried again: it would
# take three times as long to say the same.
_RETRY = Retry(
    ExponentialBackoff(cap=0.1, base=0.02), 2, supported_errors=(exceptions.ConnectionError,)
)

# What the kernels hold in sockaddr_un, less the closing zero: Linux 108, macOS 104.
_SOCKET_PATH_BYTES = 107 if os.uname().sysname == "Linux" else 103
_DESCRIPTORS = Path("/proc/self/fd")

# redis-py has a few errors outside its own tree.
_CLIENT_ERRORS = (
    exceptions.RedisError,
    exceptions.RedisClusterException,
    exceptions.ChildDeadlockedError,
    exceptions.IncorrectPolicyType,
)


@dataclass(frozen=True, slots=True)
class Engine:
    """What the Redis at the other end is; None where it does not tell.

    Attributes:
        redis_version: Such as `8.2.3`.
        search_version: Of the search module, or `unknown`.
        json_version: Of the JSON module, or `unknown`.
        user: The ACL user that we are; better not `default`.
        append_only: Whether writes are logged to disk.
        on_timeout_fails: Whether a search that runs out of time fails. Where it does not, it may
            answer with fewer hits and no word of it.
    """

    redis_version: str
    search_version: str
    json_version: str
    user: str | None
    append_only: bool | None
    on_timeout_fails: bool | None


def connect(url: str, *, timeout_seconds: float = ANSWER_SECONDS) -> redis.Redis:
    """A client of the Redis at `url`, checked with `examine`.

    Raises:
        RecipeError: The address cannot be read.
        EngineUnavailableError: Nobody answers there.
        EngineCapabilityError: What answers cannot do what Likewise needs.
    """
    client = open_client(url, timeout_seconds=timeout_seconds)
    try:
        examine(client)
    except EngineError as error:
        client.close()
        # The address belongs to the message, and only here is it known.
        raise type(error)(
            f"{redacted(url)}: {error.problem}", remedy=error.remedy
        ) from error.__cause__
    return client


def open_client(url: str, *, timeout_seconds: float = ANSWER_SECONDS) -> redis.Redis:
    """A client of the Redis at `url`, not yet connected: bytes in and out, RESP2.

    Raises:
        RecipeError: The address cannot be read.
    """
    options = {
        "socket_connect_timeout": min(_CONNECT_SECONDS, timeout_seconds),
        "socket_timeout": timeout_seconds,
        "retry": _RETRY,
        **_options(url),
        "protocol": 2,
        "decode_responses": False,
    }
    pool = ConnectionPool(**options)
    try:
        # Makes no contact, but refuses an option that does not exist: here, not at first use.
        pool.connection_class(**pool.connection_kwargs)
    except TypeError as error:
        raise RecipeError(
            f"The Redis address {redacted(url)} has an option that does not exist.",
            remedy="Correct what follows the `?` in REDIS_URL.",
        ) from error
    return redis.Redis.from_pool(pool)


def redacted(url: str) -> str:
    """The address without user, password and options, fit for messages and logs."""
    options = _options(url)
    if "path" in options:
        return f"unix://{options['path']}"
    scheme = urlsplit(url).scheme
    return f"{scheme}://{options.get('host', 'localhost')}:{options.get('port', 6379)}"


def _options(url: str) -> dict[str, Any]:
    """What the address says, in redis-py's words."""
    try:
        options: dict[str, Any] = parse_url(url)  # type: ignore[no-untyped-call] # redis-py
    except ValueError:
        # Neither the address nor the error is shown: where the parser fails, any part of the
        # text may be a piece of the password.
        raise _unreadable() from None
    parts = urlsplit(url)
    if "@" in parts.path + parts.query + parts.fragment:  # the password has a bare `/`, `?`, `#`
        raise _unreadable()
    if options.get("connection_class") is UnixDomainSocketConnection:
        options["connection_class"] = _UnixConnection
    if options.get("db", 0) != 0:
        raise RecipeError(
            f"The Redis address asks for database {options['db']}, but Redis searches only in 0.",
            remedy="Leave the database out of REDIS_URL.",
        )
    return options


def _unreadable() -> RecipeError:
    return RecipeError(
        "The Redis address cannot be read.",
        remedy="Write REDIS_URL as redis://user:password@host:6379, rediss://... (encrypted) or "
        "unix://user:password@/path/to/redis.sock, with `/`, `@`, `:`, `?` and `#` in the "
        "password percent-encoded.",
    )


class _UnixConnection(UnixDomainSocketConnection):
    """A unix socket at a path of any length."""

    def _connect(self) -> socket.socket:
        with short_socket_path(self.path) as path:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.settimeout(self.socket_connect_timeout)
                connection.connect(path)
                connection.settimeout(self.socket_timeout)
            except OSError:
                connection.close()
                raise
            return connection


@contextmanager
def short_socket_path(path: str, *, descriptors: Path = _DESCRIPTORS) -> Iterator[str]:
    """The same socket under a name that the kernel takes, good while the context lasts.

    Args:
        path: Where the socket is.
        descriptors: Where this system shows a process its open files as a folder; Linux alone
            does.

    Raises:
        EngineUnavailableError: The path is too long, and this system knows no other name.
    """
    if len(os.fsencode(path)) <= _SOCKET_PATH_BYTES:
        yield path
        return
    if not descriptors.is_dir():
        raise EngineUnavailableError(
            f"The path of the Redis socket {path} has more than {_SOCKET_PATH_BYTES} bytes, the "
            "most that this system takes.",
            remedy="Set LIKEWISE_HOME to a folder with a shorter path.",
        )
    folder = os.open(Path(path).parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield str(descriptors / str(folder) / Path(path).name)
    finally:
        os.close(folder)


def examine(client: redis.Redis) -> Engine:
    """What the Redis behind `client` is.

    Raises:
        EngineUnavailableError: It does not answer.
        EngineCapabilityError: It lacks a module or a version, evicts, or is part of a cluster.
    """
    with engine_errors():
        facts: dict[str, Any] = client.info()
        _refuse_cluster(facts)
        _refuse_eviction(facts)
        modules = _modules(client)
        return Engine(
            redis_version=str(facts.get("redis_version", UNKNOWN_VERSION)),
            search_version=_search_version(modules),
            json_version=_required(modules, "rejson", "JSON"),
            user=_user(client),
            append_only=_flag(facts, "aof_enabled"),
            on_timeout_fails=_on_timeout_fails(client),
        )


def _refuse_cluster(facts: dict[str, Any]) -> None:
    if _flag(facts, "cluster_enabled"):
        raise EngineCapabilityError(
            "This Redis is one node of a cluster, and would search only its own part of a "
            "catalogue.",
            remedy="Set REDIS_URL to a Redis that is not part of a cluster.",
        )


def _refuse_eviction(facts: dict[str, Any]) -> None:
    policy = facts.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise EngineCapabilityError(
            f"This Redis drops data when its memory is full (maxmemory-policy is {policy}).",
            remedy="Set it with `CONFIG SET maxmemory-policy noeviction`, and in its "
            "configuration.",
        )


def _modules(client: redis.Redis) -> dict[str, str]:
    """Name in lower case -> version, of the modules that the server has."""
    listed = _reply(client, "MODULE LIST")
    if listed is not None:
        return {entry[b"name"].decode().lower(): _version(entry[b"ver"]) for entry in listed}
    probes = {"search": ("FT._LIST",), "rejson": ("JSON.TYPE", "likewise")}
    return {name: UNKNOWN_VERSION for name, probe in probes.items() if _knows(client, *probe)}


def _search_version(modules: dict[str, str]) -> str:
    version = _required(modules, "search", "search")
    if version != UNKNOWN_VERSION and _numbers(version) < _OLDEST_SEARCH:
        oldest = ".".join(map(str, _OLDEST_SEARCH))
        raise EngineCapabilityError(
            f"This Redis has the search module {version}; Likewise needs {oldest} or later.",
            remedy="Use Redis 8, or Redis Stack 7.4.",
        )
    return version


def _required(modules: dict[str, str], name: str, shown: str) -> str:
    if name not in modules:
        raise EngineCapabilityError(
            f"This Redis lacks the {shown} module.",
            remedy="Use Redis 8, which has it built in, or Redis Stack; or leave REDIS_URL unset "
            "to use the embedded server.",
        )
    return modules[name]


def _version(number: int) -> str:
    """`21005`, as modules number themselves, is 2.10.5."""
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _user(client: redis.Redis) -> str | None:
    name = _reply(client, "ACL WHOAMI")
    return None if name is None else name.decode() if isinstance(name, bytes) else str(name)


def _on_timeout_fails(client: redis.Redis) -> bool | None:
    pairs = _reply(client, "FT.CONFIG", "GET", "ON_TIMEOUT")
    return pairs[0][1].lower() == b"fail" if pairs else None


def _flag(facts: dict[str, Any], name: str) -> bool | None:
    return bool(facts[name]) if name in facts else None


def _reply(client: redis.Redis, *command: str) -> Any:  # noqa: ANN401 - whatever the command gives
    """The reply, or None where this server does not know or allow the command."""
    try:
        return client.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py
    except exceptions.ResponseError:
        return None


def _knows(client: redis.Redis, *command: str) -> bool:
    try:
        client.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py
    except exceptions.ResponseError as error:
        return "unknown command" not in str(error)
    return True


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turns whatever redis-py raises inside into our errors, the cause kept."""
    try:
        yield
    except _CLIENT_ERRORS as error:
        raise translate(error) from error


def translate(error: Exception) -> EngineError:
    """Our error for one of redis-py's."""
    text = str(error)
    for meaning in _MEANINGS:
        if isinstance(error, meaning.classes) and meaning.text.search(text):
            return meaning.raises(f"{meaning.problem} ({text}).", remedy=meaning.remedy)
    return EngineError(f"Redis refused or failed a request ({type(error).__name__}: {text}).")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What errors of these classes, with this in their text, mean to us."""

    classes: tuple[type[Exception], ...]
    raises: type[EngineError]
    problem: str
    remedy: str
    text: re.Pattern[str] = re.compile("")


def _reply_starts(*codes: str) -> re.Pattern[str]:
    """Finds a reply with one of these codes, alone or as redis-py reports it of a pipeline."""
    return re.compile(rf"(?:^|caused error: |because of: )(?:{'|'.join(codes)})\b")


# The first that fits rules, so the special stand before the general.
_MEANINGS = (
    _Meaning(
        (exceptions.OutOfMemoryError,),
        EngineFullError,
        "Redis is out of memory",
        "Raise its maxmemory, or remove a catalogue; what was stored is still there.",
    ),
    _Meaning(
        (exceptions.ResponseError,),
        EngineFullError,
        "Redis is out of memory or disk",
        "Free memory or disk on its machine; what was stored is still there.",
        _reply_starts("OOM", "MISCONF"),
    ),
    _Meaning(
        (
            exceptions.AuthenticationError,
            exceptions.AuthorizationError,
            exceptions.AuthenticationWrongNumberOfArgsError,
            exceptions.ExternalAuthProviderError,
        ),
        EngineUnavailableError,
        "Redis refused the user or the password",
        "Check both in REDIS_URL.",
    ),
    _Meaning(
        (exceptions.BusyLoadingError,),
        EngineUnavailableError,
        "Redis is still loading its data",
        "Try again in a moment.",
    ),
    _Meaning(
        (exceptions.TimeoutError,),
        EngineUnavailableError,
        "Redis did not answer in time",
        "See `likewise status`; try again.",
    ),
    _Meaning(
        (exceptions.ResponseError,),
        EngineUnavailableError,
        "The search took longer than it may",
        "Ask for less, or try again when Redis has less to do.",
        re.compile("Timeout limit was reached"),
    ),
    _Meaning(
        (
            exceptions.ConnectionError,
            exceptions.ClusterError,
            exceptions.ReadOnlyError,
            exceptions.TryAgainError,
        ),
        EngineUnavailableError,
        "Redis cannot be reached, or cannot take this now",
        "Check that it runs and that REDIS_URL names it; see `likewise status`.",
    ),
    _Meaning(
        (exceptions.ResponseError,),
        EngineUnavailableError,
        "Redis is busy",
        "Try again in a moment.",
        _reply_starts("BUSY", "NOREPLICAS"),
    ),
    _Meaning(
        (exceptions.NoPermissionError,),
        EngineError,
        "Redis does not allow this to our user",
        "Grant the command to the user that REDIS_URL names.",
    ),
    _Meaning(
        (exceptions.ResponseError,),
        EngineCapabilityError,
        "Redis does not know a command that Likewise needs",
        "Use Redis 8, or Redis Stack 7.4.",
        re.compile("(?i)unknown command"),
    ),
)
