"""Connecting: an address is read, what answers is examined, and its errors become ours."""

import inspect
import os
import socket
import subprocess
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis
from redis import exceptions

from likewise.errors import (
    EngineCapabilityError,
    EngineError,
    EngineFullError,
    EngineUnavailableError,
    LikewiseError,
    RecipeError,
)
from likewise.index.engine.connection import (
    UNKNOWN_VERSION,
    connect,
    engine_errors,
    examine,
    open_client,
    redacted,
    short_socket_path,
    translate,
)
from likewise.index.engine.server import Binaries, EmbeddedServer

BINARIES = Binaries.from_packages()
SEARCH = ("--loadmodule", str(BINARIES.search))
JSON = ("--loadmodule", str(BINARIES.json))
SECRET = "s3cret"  # noqa: S105 - to look for in messages

Serve = Callable[..., str]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a Redis that is not ours, with the options given, and tells its address."""
    with ExitStack() as servers:
        yield lambda *options: servers.enter_context(redis_server(tmp_path, *options))


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[str]:
    command = [BINARIES.redis, "--port", "0", "--unixsocket", "r.sock", "--save", "", *options]
    address = f"unix://{folder}/r.sock"
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            while not (folder / "r.sock").exists():
                assert process.poll() is None
            yield address
        finally:
            process.terminate()


def free_ports(count: int) -> list[str]:
    """Ports that nobody listens at now, in the words of the command line."""
    with ExitStack() as probes:
        at_once = [
            probes.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)
        ]
        return [str(probe.getsockname()[1]) for probe in at_once]


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[str]:
    server = EmbeddedServer(tmp_path)
    try:
        yield server.start().url
    finally:
        server.stop()


# What answers is examined.


def test_the_embedded_server_is_able(embedded: str) -> None:
    with connect(embedded) as client:
        engine = examine(client)
    assert engine.redis_version == "8.2.3"
    assert engine.search_version == "2.10.5"
    assert engine.json_version == "2.8.3"
    assert engine.user == "likewise"
    assert engine.append_only
    assert engine.on_timeout_fails


def test_another_server_is_taken_by_tcp_and_tells_where_it_is_weaker(serve: Serve) -> None:
    (port,) = free_ports(1)
    serve(*SEARCH, *JSON, "--bind", "127.0.0.1", "--port", port, "--requirepass", SECRET)
    with connect(f"redis://:{SECRET}@127.0.0.1:{port}/0") as client:
        engine = examine(client)
    assert engine.user == "default"
    assert not engine.append_only
    assert engine.on_timeout_fails is False


@pytest.mark.parametrize(
    ("options", "missing"),
    [((), "search module"), (SEARCH, "JSON module"), (JSON, "search module")],
)
def test_a_server_that_lacks_a_module_is_refused(
    serve: Serve, options: tuple[str, ...], missing: str
) -> None:
    with pytest.raises(EngineCapabilityError, match=f"r.sock.*lacks the {missing}"):
        connect(serve(*options))


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
def test_a_server_that_evicts_is_refused(serve: Serve, policy: str) -> None:
    address = serve("--maxmemory-policy", policy)
    with pytest.raises(EngineCapabilityError, match=rf"{policy}.*CONFIG SET maxmemory-policy"):
        connect(address)


def test_a_node_of_a_cluster_is_refused(serve: Serve) -> None:
    port, bus = free_ports(2)
    at = ("--bind", "127.0.0.1", "--port", port, "--cluster-port", bus)
    address = serve("--cluster-enabled", "yes", *at)
    with pytest.raises(EngineCapabilityError, match="node of a cluster"):
        connect(address)


def test_a_server_that_forbids_to_ask_is_probed(serve: Serve) -> None:
    user = f"asker on >{SECRET} ~* +@all -module -acl -config -ft.config".split()
    address = serve(*SEARCH, *JSON, "--user", *user)
    with connect(address.replace("unix://", f"unix://asker:{SECRET}@")) as client:
        engine = examine(client)
    assert engine.search_version == engine.json_version == UNKNOWN_VERSION
    assert engine.user is None
    assert engine.on_timeout_fails is None


class OldStack:
    """A Redis Stack 6.2: the answers of one, as no package carries it."""

    def info(self) -> dict[str, object]:
        return {"redis_version": "6.2.6", "maxmemory_policy": "noeviction"}

    def execute_command(self, *_: str) -> list[dict[bytes, object]]:
        return [{b"name": b"search", b"ver": 20_417}, {b"name": b"ReJSON", b"ver": 20_011}]


def test_an_old_search_module_is_refused() -> None:
    with pytest.raises(EngineCapabilityError, match=r"search module 2\.4\.17.*needs 2\.10"):
        examine(OldStack())  # type: ignore[arg-type]


# The address is read.


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"redis://me:{SECRET}@host:7000/0?socket_timeout=3", "redis://host:7000"),
        (f"rediss://:{SECRET}@host", "rediss://host:6379"),
        (f"redis://host?password={SECRET}", "redis://host:6379"),
        (f"unix://me:{SECRET}@/run/r.sock", "unix:///run/r.sock"),
        (f"unix:///run/r.sock?username=me&password={SECRET}", "unix:///run/r.sock"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert redacted(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        f"http://me:{SECRET}@host",
        f"redis://:{SECRET}",
        f"redis://me:{SECRET}/more@host",
        f"redis://me:12/{SECRET}@host",
        f"redis://me:12#{SECRET}@host",
        f"redis://me:12?{SECRET}@host",
        f"unix://me:12/{SECRET}@/run/r.sock",
        f"redis://host:{SECRET}/0",
        f"redis://host?password={SECRET}&colour=red",
        f"redis://:{SECRET}@host/1",
        "",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(RecipeError, match="REDIS_URL") as caught:
        open_client(url)
    assert SECRET not in shown_to_the_user(caught.value)


def shown_to_the_user(error: LikewiseError) -> str:
    return "".join(traceback.format_exception(error))


def test_a_refused_password_is_not_shown(embedded: str) -> None:
    wrong = f"unix://likewise:{SECRET}@/{embedded.partition('@/')[2]}"
    with pytest.raises(EngineUnavailableError, match="user or the password") as caught:
        connect(wrong)
    assert SECRET not in shown_to_the_user(caught.value)


def test_the_address_sets_time_limits_but_not_the_form_of_replies(serve: Serve) -> None:
    options = "?socket_timeout=3&decode_responses=true&protocol=3"
    with open_client(serve() + options) as client:
        client.set("a", "1")
        assert client.get("a") == b"1"
        assert client.connection_pool.connection_kwargs["socket_timeout"] == 3
        assert client.connection_pool.connection_kwargs["protocol"] == 2


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "unix:///nowhere/r.sock"])
def test_where_nobody_answers_the_address_is_named(url: str) -> None:
    with pytest.raises(EngineUnavailableError, match=url):
        connect(url)


def test_an_encrypted_connection_checks_the_certificate() -> None:
    with open_client("rediss://host") as client:
        pool = client.connection_pool
        assert pool.connection_class is redis.SSLConnection
        assert pool.connection_class(**pool.connection_kwargs).cert_reqs.name == "CERT_REQUIRED"


def test_a_long_socket_path_gets_a_short_name_for_the_same_file(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    (folder / "r.sock").write_text("here")
    with short_socket_path(str(folder / "r.sock")) as short:
        assert len(os.fsencode(short)) <= 107
        assert Path(short).read_text() == "here"


def test_a_long_socket_path_is_refused_where_there_is_no_short_name(tmp_path: Path) -> None:
    path = str(tmp_path / ("long" * 30) / "r.sock")
    with (
        pytest.raises(EngineUnavailableError, match="LIKEWISE_HOME"),
        short_socket_path(path, descriptors=tmp_path / "absent"),
    ):
        pass


# Its errors become ours.


def client_errors() -> list[type[Exception]]:
    """Every error of redis-py, those outside its module of errors too."""
    listed = [
        member
        for _, member in inspect.getmembers(exceptions, inspect.isclass)
        if issubclass(member, Exception)
    ]
    for found in listed:  # grows as it goes
        listed.extend(child for child in found.__subclasses__() if child not in listed)
    return listed


@pytest.mark.parametrize("kind", client_errors(), ids=lambda kind: kind.__name__)
def test_no_error_of_the_client_escapes(kind: type[Exception]) -> None:
    error = kind("3999 127.0.0.1:6381")  # of a form that redirections can read
    with pytest.raises(EngineError) as caught, engine_errors():
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (exceptions.ConnectionError("Connection closed by server."), EngineUnavailableError),
        (exceptions.TimeoutError("Timeout reading from socket"), EngineUnavailableError),
        (exceptions.BusyLoadingError("Redis is loading"), EngineUnavailableError),
        (exceptions.AuthenticationError("invalid password"), EngineUnavailableError),
        (exceptions.MaxConnectionsError("Too many connections"), EngineUnavailableError),
        (exceptions.ReadOnlyError("You can't write"), EngineUnavailableError),
        (exceptions.ClusterDownError("CLUSTERDOWN"), EngineUnavailableError),
        (exceptions.MasterDownError("MASTERDOWN"), EngineUnavailableError),
        (exceptions.ResponseError("Timeout limit was reached"), EngineUnavailableError),
        (exceptions.ResponseError("BUSY Redis is busy running a script"), EngineUnavailableError),
        (exceptions.OutOfMemoryError("command not allowed"), EngineFullError),
        (exceptions.ResponseError("MISCONF Errors writing to the AOF file"), EngineFullError),
        (
            exceptions.ResponseError("Command # 1 (SET a b) of pipeline caused error: MISCONF x"),
            EngineFullError,
        ),
        (
            exceptions.ExecAbortError("Transaction discarded because of: OOM command not allowed"),
            EngineFullError,
        ),
        (exceptions.ResponseError("unknown command 'FT.HYBRID'"), EngineCapabilityError),
        (exceptions.NoPermissionError("User has no permissions"), EngineError),
        (exceptions.ResponseError("OOMPH is no such index"), EngineError),
        (exceptions.ResponseError("WRONGTYPE"), EngineError),
    ],
)
def test_an_error_becomes_the_one_that_says_what_to_do(
    error: Exception, ours: type[EngineError]
) -> None:
    assert type(translate(error)) is ours
    assert str(error) in translate(error).problem


def test_a_full_memory_is_told_and_reading_goes_on(serve: Serve) -> None:
    with open_client(serve()) as client:
        client.set("a", "1")
        client.config_set("maxmemory", 1)
        with pytest.raises(EngineFullError), engine_errors():
            client.set("b", "1")
        with (
            pytest.raises(EngineFullError),
            engine_errors(),
            client.pipeline(transaction=True) as pipeline,
        ):
            pipeline.set("b", "1").execute()
        assert client.get("a") == b"1"


def test_our_errors_and_those_of_others_pass_unchanged() -> None:
    with pytest.raises(ZeroDivisionError), engine_errors():
        raise ZeroDivisionError
