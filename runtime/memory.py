"""How much memory this process has taken."""

from __future__ import annotations

import sys


def peak_memory() -> int | None:
    """Bytes of physical memory that this process held at its peak; None where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
