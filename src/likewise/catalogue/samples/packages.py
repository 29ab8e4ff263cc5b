"""Packages that hold a sample's files, and the client programs that fetch them."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import ClassVar, Protocol

from likewise.errors import FetchError

_LINES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Programs:
    """The client programs of this machine.

    Attributes:
        path: The folders they are looked for in, as in PATH; None means the process's own PATH.
        timeout_seconds: How long one run may take.
    """

    path: str | None = None
    timeout_seconds: float = 900

    def missing(self, names: Sequence[str]) -> list[str]:
        """Those of `names` that are not installed."""
        return [name for name in names if shutil.which(name, path=self.path) is None]

    def run(self, *command: str, folder: Path, remedy: str = "") -> None:
        """Runs a program in `folder`; FetchError quotes its last lines if it fails."""
        name, *arguments = command
        executable = shutil.which(name, path=self.path)
        if executable is None:
            raise FetchError(f"{name} is not installed.", remedy=remedy)
        # A file, not a pipe: a grandchild that outlives a timeout could hold a pipe open for ever.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            try:
                status = subprocess.run(  # noqa: S603  # a list, no shell; names are our constants
                    [executable, *arguments],
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=self.timeout_seconds,
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                raise FetchError(
                    f"{name} was not done after {self.timeout_seconds:g} seconds.", remedy=remedy
                ) from None
            if status:
                output.seek(0)
                lines = output.read().strip().splitlines()[-_LINES_SHOWN:]
                said = " / ".join(line.strip() for line in lines) or "nothing"
                raise FetchError(
                    f"`{' '.join(command)}` failed with status {status} and said: {said}.",
                    remedy=remedy,
                )


class Package(Protocol):
    """Files that can be fetched.

    Attributes:
        programs: The client programs it takes; empty where a Python package does it.
        needs: What it is fetched with, in words.
    """

    programs: ClassVar[tuple[str, ...]]
    needs: ClassVar[str]

    def fetch(self, folder: Path, programs: Programs) -> Path:
        """Fetches and unpacks into `folder`; returns the folder that holds the files."""


@dataclass(frozen=True, slots=True)
class DebianPackage:
    """A package of Debian and its descendants; unpacking it takes no root."""

    name: str

    programs: ClassVar[tuple[str, ...]] = ("apt-get", "dpkg-deb")
    needs: ClassVar[str] = " and ".join(programs)

    def fetch(self, folder: Path, programs: Programs) -> Path:
        """Unpacks the whole package."""
        programs.run(
            "apt-get",
            "download",
            self.name,
            folder=folder,
            remedy="If its package lists are missing, run `apt-get update` as root and try again.",
        )
        unpacked = folder / "unpacked"
        archive = _delivered(folder, "*.deb", by="apt-get")
        programs.run("dpkg-deb", "-x", archive.name, unpacked.name, folder=folder)
        return unpacked


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """A package of npm; nothing of it is run.

    Attributes:
        name: With its scope.
        version: An exact one.
        files: Patterns of the files wanted; no others are unpacked.
    """

    name: str
    version: str
    files: tuple[str, ...]

    programs: ClassVar[tuple[str, ...]] = ("npm",)
    needs: ClassVar[str] = "npm"

    def fetch(self, folder: Path, programs: Programs) -> Path:
        """Unpacks the wanted files."""
        programs.run(
            "npm",
            "pack",
            f"{self.name}@{self.version}",
            "--ignore-scripts",
            folder=folder,
            remedy="Check that npm reaches its registry.",
        )
        archive = _delivered(folder, "*.tgz", by="npm")
        unpacked = folder / "unpacked"
        try:
            _unpack(archive, unpacked, self.files)
        except (tarfile.TarError, EOFError) as error:
            raise FetchError(f"npm delivered a broken {archive.name}: {error}.") from error
        return unpacked / "package"


@dataclass(frozen=True, slots=True)
class KaggleDataset:
    """A data set of Kaggle, fetched by the optional package `kagglehub` into its own cache."""

    handle: str

    programs: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[str] = "a folder that holds it, or kagglehub"

    def fetch(self, folder: Path, programs: Programs) -> Path:  # noqa: ARG002  # the contract's
        """The folder in kagglehub's cache."""
        remedy = f"Fetch the data set {self.handle} from Kaggle yourself and give its folder."
        try:
            import kagglehub  # noqa: PLC0415  # an extra, imported where used
        except ImportError:
            raise FetchError(
                "kagglehub is not installed.",
                remedy=f"Run `pip install 'likewise[hub]'`. Or: {remedy[0].lower()}{remedy[1:]}",
            ) from None
        try:
            return Path(kagglehub.dataset_download(self.handle))
        except Exception as error:  # its errors have no common base
            raise FetchError(
                f"kagglehub could not fetch {self.handle}: {error}.", remedy=remedy
            ) from error


def _delivered(folder: Path, pattern: str, *, by: str) -> Path:
    archive = next(folder.glob(pattern), None)
    if archive is None:
        raise FetchError(f"{by} reported success, but delivered no {pattern} file.")
    return archive


def _unpack(archive: Path, folder: Path, patterns: Sequence[str]) -> None:
    """Regular files whose names match, and only inside `folder`: an archive may hold traps."""
    root = folder.resolve()
    with tarfile.open(archive) as members:
        for member in members:
            target = root / member.name
            wanted = any(PurePosixPath(member.name).match(pattern) for pattern in patterns)
            if not (wanted and member.isreg() and target.resolve().is_relative_to(root)):
                continue
            content = members.extractfile(member)
            if content is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    shutil.copyfileobj(content, file)
