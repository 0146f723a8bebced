"""What TensorBoard's two readers take for the event files of many run folders (Linux)."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import training
from runtime.memory import begin_peak, peak_memory
from training.contents import EVENTS


def fast_board(folder: str, most: int | None) -> dict[str, Any]:
    """TensorBoard's fast reader over all run folders, where it may have so many files open (None: all that it may)."""
    import resource

    from tensorboard_data_server import server_binary

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most or limit, limit))
    command = [server_binary(), "--logdir", folder, "--port", "0", "-v", "--die-after-stdin"]
    started, left_out = 0.0, 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as server:
        for line in server.stderr or ():
            started = time.perf_counter() if "Starting load cycle" in line else started
            left_out += "Failed to open event file" in line
            if "Finished load cycle" in line:
                break
        seconds = time.perf_counter() - started
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
        peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
        server.communicate()
    return {"open": most or limit, "seconds": seconds, "MiB": peak / 1024, "left out": left_out}


def slow_board(folder: str, number: int) -> dict[str, Any]:
    """TensorBoard's reader in Python over the first so many run folders; it keeps each event file open, too."""
    from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer

    events = {file.parent for run in training.find_runs(folder)[:number] for file in run.rglob(f"{EVENTS}*")}
    size = sum(file.stat().st_size for place in events for file in place.glob(f"{EVENTS}*"))
    begin_peak()
    before, started = peak_memory() or 0, time.perf_counter()
    EventMultiplexer({str(place): str(place) for place in sorted(events)}).Reload()
    seconds = time.perf_counter() - started
    return {"runs": number, "MB": size / 1e6, "seconds": seconds, "MiB": ((peak_memory() or 0) - before) / 2**20}
