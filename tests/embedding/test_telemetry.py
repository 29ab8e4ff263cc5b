"""The runtime reports nothing to anybody."""

from __future__ import annotations

import subprocess
import sys

_WATCHED = """
import sys
def hook(event, arguments):
    if event in ("os.fork", "socket.getaddrinfo", "socket.connect"):
        print(event, flush=True)
sys.addaudithook(hook)
import likewise
from likewise.embedding.runtime import has_fast_mode
has_fast_mode()
"""


def test_importing_the_library_neither_forks_nor_looks_up_a_host() -> None:
    """OpenVINO's telemetry would do both."""
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
