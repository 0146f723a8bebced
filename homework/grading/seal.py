"""Start a command without system calls that student code has no use for: `python seal.py CORES COMMAND...`.

What is refused, also to everything that the command starts: sockets; memory that belongs to no process, so that nobody
could count it (memfd, System V, message queues); namespaces and mounts, whose files lie in memory, too; looking into
other processes; leaving the cores that it was given, by which it would slow down whoever is graded beside it.

The filter is a program for the kernel (seccomp), built here because Python has no function for it. Only the standard
library is imported: the module runs as a script in the sandbox.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Sequence

REFUSED = {
    "x86_64": {
        "socket": 41, "shmget": 29, "semget": 64, "msgget": 68, "memfd_create": 319, "memfd_secret": 447,
        "mq_open": 240, "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "open_tree": 428,
        "move_mount": 429, "fsopen": 430, "fsmount": 432, "mount_setattr": 442, "ptrace": 101,
        "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_getfd": 438, "perf_event_open": 298, "bpf": 321,
        "userfaultfd": 323, "io_uring_setup": 425, "add_key": 248, "request_key": 249, "keyctl": 250,
        "sched_setaffinity": 203, "sched_setscheduler": 144, "sched_setattr": 314,
    },
    "aarch64": {
        "socket": 198, "shmget": 194, "semget": 190, "msgget": 186, "memfd_create": 279, "memfd_secret": 447,
        "mq_open": 180, "unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "open_tree": 428,
        "move_mount": 429, "fsopen": 430, "fsmount": 432, "mount_setattr": 442, "ptrace": 117,
        "process_vm_readv": 270, "process_vm_writev": 271, "pidfd_getfd": 438, "perf_event_open": 241, "bpf": 280,
        "userfaultfd": 282, "io_uring_setup": 425, "add_key": 217, "request_key": 218, "keyctl": 219,
        "sched_setaffinity": 122, "sched_setscheduler": 119, "sched_setattr": 274,
    },
}  # fmt: skip
"""Processor -> name of a system call -> its number there (the kernel's tables)."""
PROCESSOR = {"x86_64": (0xC000003E, 56), "aarch64": (0xC00000B7, 220)}
"""The kernel's number of the processor, and of `clone` there."""
CLONE3, OTHER_ABI, NEW_USERS = 435, 0x4000_0000, 0x1000_0000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF_0000, 0x8000_0000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Where these stand in what the filter looks at."""


def program(machine: str) -> bytes:
    """The filter for a processor, as the kernel takes it.

    Raises:
        KeyError: the numbers of this processor are not known here.
    """
    architecture, clone = PROCESSOR[machine]
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    steps += [(AT_LEAST, 0, 1, OTHER_ABI), _refuse(errno.ENOSYS)]
    steps += [(EQUAL, 0, 1, CLONE3), _refuse(errno.ENOSYS)]  # hides its flags from a filter; libc then takes `clone`
    for number in REFUSED[machine].values():
        steps += [(EQUAL, 0, 1, number), _refuse(errno.EPERM)]
    steps += [(EQUAL, 0, 3, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 0, 1, NEW_USERS), _refuse(errno.EPERM)]
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


def _refuse(number: int) -> tuple[int, int, int, int]:
    return RETURN, 0, 0, 0x0005_0000 | number


def seal() -> None:
    """Put the filter on this process and all that it starts; nothing takes it off again.

    Raises:
        OSError: the kernel has no such filters.
    """

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

    steps = program(os.uname().machine)
    given = Program(len(steps) // 8, steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    no_new_privileges, filter_calls, by_program = 38, 22, 2
    for arguments in ((no_new_privileges, 1, 0, 0, 0), (filter_calls, by_program, ctypes.byref(given), 0, 0)):
        if prctl(*arguments):
            raise OSError(ctypes.get_errno(), "the kernel takes no filter of system calls")


def main(arguments: Sequence[str]) -> None:
    """Keep to the cores, seal, and become the command."""
    cores, *command = arguments
    os.sched_setaffinity(0, [int(core) for core in cores.split(",")])
    seal()
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
