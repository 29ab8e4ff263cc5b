"""Child: a process that opens pictures for its parent: its start, and its bounds."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from likewise.errors import MediaError

# `-m MODULE` would run the package's root first, which loads OpenVINO; here the root is empty. The
# modules are looked for where the parent finds them.
_PROGRAM = (
    "import sys; root = type(sys)('likewise'); root.__path__ = [sys.argv.pop(1)]; "
    "sys.modules['likewise'] = root; sys.path[:] = sys.argv[4:]; "
    "from {module} import main; main()"
)
_PACKAGE = Path(__file__).parents[2]
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # each takes address space, and none is of use here


def start_child(
    module: str, end: int, *, memory_bytes: int, seconds: float, stdin: int
) -> subprocess.Popen[bytes]:
    """Starts a child.

    Its standard output is not for answers: a `sitecustomize` may print what it likes there.

    Args:
        module: The module whose `main` it runs, with `end`, `memory_bytes` and `seconds` as the
            first arguments of the program.
        end: The descriptor that it answers through.
        memory_bytes: Its address space.
        seconds: How long one picture may take it.
        stdin: Its standard input, as `Popen` has it.

    Raises:
        MediaError: It does not start.
    """
    arguments = [str(_PACKAGE), str(end), str(memory_bytes), str(seconds), *sys.path]
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, our program
            [sys.executable, "-P", "-c", _PROGRAM.format(module=module), *arguments],
            bufsize=0,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[end],
            env=os.environ | _ONE_THREAD,
            process_group=0,  # Ctrl-C and Ctrl-Z are for the parent
        )
    except OSError as error:
        raise MediaError(
            f"The process that opens pictures does not start: {error}.",
            remedy="Free some memory, or run `likewise doctor` to see what this machine lacks.",
        ) from error


def restrain(memory_bytes: int) -> None:
    """Keeps this process, a child, within its memory, and leaves Ctrl-C to the parent.

    A timer that runs out ends it, within a C library too. macOS knows no limit of memory.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for kind, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):
            _, hard = resource.getrlimit(kind)
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (limit, limit))
    with suppress(OSError):  # Linux only: when memory runs out, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
