"""How much memory this process has taken."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from pathlib import Path

STATUS = Path("/proc/self/status")
MARK = Path("/proc/self/clear_refs")
RESET = "5"  # the kernel's word for its mark of the peak

_begun = False


def peak_memory() -> int | None:
    """Bytes of physical memory that this process held at its peak; None where the system does not tell (Windows).

    Linux: `getrusage` hands a new process the peak of the one that started it, so the kernel's own mark is read.
    """
    try:
        for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass  # no /proc: macOS, or a closed container
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def begin_peak() -> bool:
    """Begin a piece of work, of which `peak_memory` is to tell; False where an earlier one may have the peak.

    That is so from the second piece on, except on Linux: there the memory that is free goes back to the system, and the
    kernel begins its mark anew.
    """
    global _begun
    first, _begun = not _begun, True
    if not sys.platform.startswith("linux"):
        return first
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
    try:
        MARK.write_text(RESET, encoding="ascii")
    except OSError:  # a closed container
        return first
    return True
