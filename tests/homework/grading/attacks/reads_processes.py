"""Environment, command line, memory and files of all processes are read."""

import os
import pathlib

FOUND = []
for process in pathlib.Path("/proc").glob("[0-9]*"):
    for name in ("environ", "cmdline", "maps", "mem", "cwd", "root"):
        try:
            FOUND.append((process / name).read_bytes()[:100_000])
        except OSError:
            pass
    for descriptor in (process / "fd").glob("*") if os.access(process / "fd", os.R_OK) else ():
        try:
            with open(
                descriptor, "wb", buffering=0, opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)
            ) as file:
                file.write(b"{}")
        except OSError:
            pass
