"""Killing: a server that dies as in a power cut."""

from __future__ import annotations

import os
import signal
import time

from likewise.index.engine.server import EmbeddedServer


def kill(server: EmbeddedServer) -> None:
    """Returns when the process is gone; another thread may have started the next one by then."""
    pid = server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while (now := server.status()).running and now.pid in {pid, None}:
        time.sleep(0.01)
