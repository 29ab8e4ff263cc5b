"""Serving: what the handlers of one process share."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import Depends, Request
from PIL import Image

from likewise.assembly import Catalogue, Parts
from likewise.embedding.encoder import Encoder, Modality, encode
from likewise.errors import EngineError, EngineUnavailableError, UsageError
from likewise.search.tuning.tuned import Tuned
from likewise.service.observing.metrics import Metrics
from likewise.service.options import ServiceOptions
from likewise.service.pictures.thumbnails import Thumbnails
from likewise.service.pictures.uploads import Uploads
from likewise.service.work.turns import Turns

_DIRECT_THREADS = 4  # they ask Redis alone, which answers one at a time; more are in the way


class Serving:
    """What the handlers of one process share; several threads may use it at once.

    Args:
        parts: The parts that catalogues are made of.
        options: How the service behaves.
        metrics: What is counted.
        cold: Whether nothing may be asked of the parts before `warm` has made them.
    """

    def __init__(
        self,
        parts: Parts,
        options: ServiceOptions,
        *,
        metrics: Metrics | None = None,
        cold: bool = False,
    ) -> None:
        self.options = options
        self.metrics = metrics or Metrics()
        self._parts = parts
        self._cold = cold
        self._default = options.catalogue
        self._open: dict[str, Catalogue] = {}
        self.mapping = BoundedSemaphore(1)  # maps are made one at a time
        self.turns = Turns(max(1, options.at_once // 2))
        self.threads = ThreadPoolExecutor(min(_DIRECT_THREADS, options.at_once), "direct")
        self.uploads = Uploads(options.picture_bytes)
        self.thumbnails = Thumbnails(parts.settings.home / "thumbnails", options.thumbnail_bytes)

    @property
    def parts(self) -> Parts:
        """The parts that catalogues are made of.

        Raises:
            EngineUnavailableError: The service is still starting.
        """
        if self._cold:
            raise EngineUnavailableError("The service is starting.", remedy="Try again soon.")
        return self._parts

    @property
    def is_cold(self) -> bool:
        """Whether the service is still starting."""
        return self._cold

    @property
    def is_away(self) -> bool:
        """Whether Redis is taken to be away."""
        return self._cold or self._parts.engine.is_away

    @property
    def default(self) -> str:
        """The catalogue that is meant where none is named; empty while there is none.

        That of the options, else the one that was used last when this was first asked: what is done
        on the command line later does not change what a running service answers.
        """
        self._default = self._default or self._parts.last_used
        return self._default

    def catalogue(self, name: str) -> Catalogue:
        """A catalogue, opened when it is first asked for; without a name the default.

        Raises:
            UnknownCatalogueError: There is none of that name.
        """
        wanted = name or self.default
        found = self._open.get(wanted)
        if found is None:
            # Without a lock: while Redis hangs, all who want one would wait for each other.
            found = self._open.setdefault(wanted, self.parts.catalogue(wanted or None))
        return found

    def tuned(self) -> Mapping[str, Tuned]:
        """What was learnt of the catalogues that have been opened, as far as Redis tells."""
        found: dict[str, Tuned] = {}
        for catalogue in list(self._open.values()):
            try:
                found[catalogue.name] = catalogue.tuned
            except EngineError:
                continue
        return found

    def close(self) -> None:
        """Ends the processes that read pictures; the parts are left as they are."""
        self.threads.shutdown(wait=False)
        self.uploads.close()
        self.thumbnails.close()

    def warm(self) -> None:
        """Makes the parts, and loads the models of the catalogue, before anybody waits for them.

        Raises:
            EngineError: Redis is not there yet, or cannot be used.
            LikewiseError: The catalogue or a model cannot be used; all else can be asked for.
        """
        parts = self._parts
        parts.engine.run("PING")
        _ = parts.register, parts.importer  # one of each, whatever threads ask for them
        stays_cold = False
        try:
            catalogue = self._open[self.default] = parts.catalogue(self.default)
            for vector in catalogue.schema.vectors:
                _warm(parts.encoders.encoder(vector.model))
        except UsageError:
            pass  # no catalogue yet: its models are loaded when there is one
        except EngineError:
            stays_cold = True
            raise
        finally:
            self._cold = stays_cold


def _warm(encoder: Encoder) -> None:
    """Encodes something, for which the network is compiled."""
    picture = encoder.description.modality is Modality.PICTURE
    encode(encoder, [Image.new("RGB", (8, 8)) if picture else "warm"])
    if encoder.words is not None and encoder.words is not encoder:
        _warm(encoder.words)


async def _serving(request: Request) -> Serving:
    # Not plain: FastAPI would hand it to a thread, which takes longer than it does.
    found: Serving = request.app.state.serving
    return found


Shared = Annotated[Serving, Depends(_serving)]
"""What the handlers share, as a handler's parameter."""
