"""Kept pictures: the files of what was fetched, each with what tells its version."""

from __future__ import annotations

import json
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO

from PIL import Image

from likewise.catalogue.fetching.picture_url import PictureUrl
from likewise.catalogue.fetching.transport import Answer, is_header_value
from likewise.catalogue.media import PICTURE_FORMATS, picture_digest
from likewise.errors import MediaError


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """The file of one URL's picture, and the one beside it that says which version it is."""

    folder: Path
    url: PictureUrl

    @property
    def path(self) -> Path:
        """Where the picture is, or will be."""
        digest = self.url.digest
        return self.folder / digest[:2] / digest

    @property
    def _versions(self) -> Path:
        return self.path.with_suffix(".json")

    def exists(self) -> bool:
        """Whether there is a picture; an empty file is what a power cut may leave."""
        try:
            found = self.path.stat()
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size > 0

    def validators(self, url: PictureUrl) -> dict[str, str]:
        """Headers that ask for the picture only if it changed since it was fetched from `url`.

        Empty where it is not known to be whole, or came from elsewhere.
        """
        try:
            kept = json.loads(self._versions.read_bytes())
            if kept["url"] != url.digest or kept["picture"] != picture_digest(self.path).hex():
                return {}
            headers = {"if-none-match": kept["etag"], "if-modified-since": kept["last-modified"]}
            return {name: value for name, value in headers.items() if is_header_value(value)}
        except (OSError, ValueError, LookupError, TypeError, RecursionError, MediaError):
            return {}

    def save(self, chunks: Iterable[bytes], answer: Answer) -> None:
        """Puts a picture in place of what is kept, at once; MediaError if it is none."""
        digest = blake2b(digest_size=16)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _replacing(self.path) as file:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
                _check_magic(file, answer)
                # In this order a stop at any point leaves no version beside a picture of another.
                self._versions.unlink(missing_ok=True)
            versions = {name: answer.headers.get(name) for name in ("etag", "last-modified")}
            facts = {"url": answer.url.digest, "picture": digest.hexdigest(), **versions}
            with _replacing(self._versions) as file:
                file.write(json.dumps(facts).encode())
        except OSError as error:
            raise MediaError(
                f"Fetched pictures cannot be kept in {self.folder}: {error}.",
                remedy="Check the folder's permissions and the free space.",
            ) from error


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A new file that takes the place of `path` at once when all went well."""
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=".", suffix=".part", delete=False
    ) as file:
        draft = Path(file.name)
        try:
            yield file
            file.flush()
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _check_magic(file: IO[bytes], answer: Answer) -> None:
    Image.init()
    file.seek(0)
    prefix = file.read(16)
    accepts = (Image.OPEN[name][1] for name in PICTURE_FORMATS)
    if not any(accept is not None and accept(prefix) is True for accept in accepts):
        kind = answer.headers.get("content-type", "no content type")[:80]
        raise MediaError(
            f"{answer.url.shown} should be a picture, but is not one that can be read ({kind!a}).",
            remedy="Give a JPEG, PNG, WebP, GIF, BMP or TIFF file.",
        )
