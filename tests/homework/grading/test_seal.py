import os
import platform
import struct
import sys

import pytest

from homework.grading import seal

CODE = """
import os, socket, sys, threading
thread = threading.Thread(target=print, args=("thread",)); thread.start(); thread.join()
print(os.waitpid(os.fork() or os._exit(0), 0)[1] == 0 and "child", sorted(os.sched_getaffinity(0)))
for name, call in (("socket", lambda: socket.socket()), ("memfd", lambda: os.memfd_create("x")),
                   ("cores", lambda: os.sched_setaffinity(0, range(64)))):
    try: call()
    except PermissionError: print("no", name)
"""


@pytest.mark.skipif(sys.platform != "linux" or platform.machine() not in seal.REFUSED, reason="a filter of Linux")
def test_a_sealed_command_runs_and_has_no_sockets_no_hidden_memory_and_its_cores_only(fresh):
    core = min(os.sched_getaffinity(0))
    done = fresh("-I", "-S", seal.__file__, str(core), sys.executable, "-c", CODE)
    assert done.stdout.splitlines() == ["thread", f"child [{core}]", "no socket", "no memfd", "no cores"], done.stderr


@pytest.mark.parametrize("machine", seal.REFUSED)
def test_every_way_through_the_filter_ends_with_a_verdict(machine):
    """What the kernel does with the program, done here: new users, another processor, and the numbers refused."""
    steps = list(struct.iter_unpack("<HBBI", seal.program(machine)))
    architecture, clone = seal.PROCESSOR[machine]

    def verdict(number, first=0, of=architecture):
        seen, value, at = {seal.NUMBER: number, seal.ARCHITECTURE: of, seal.FIRST_ARGUMENT: first}, 0, 0
        while True:
            code, yes, no, operand = steps[at]
            at += 1
            if code == seal.RETURN:
                return operand
            if code == seal.LOAD:
                value = seen[operand]
                continue
            true = {seal.EQUAL: value == operand, seal.AT_LEAST: value >= operand, seal.ANY_BIT: bool(value & operand)}
            at += yes if true[code] else no

    assert verdict(0, of=1) == seal.KILL
    assert {verdict(number) & 0xFFFF for number in seal.REFUSED[machine].values()} == {1}
    assert verdict(clone, 17) == seal.ALLOW
    assert verdict(clone, seal.NEW_USERS | 17) != seal.ALLOW
    assert verdict(seal.OTHER_ABI | 1) != seal.ALLOW
    assert verdict(seal.CLONE3) != seal.ALLOW
    allowed = set(range(440)) - {*seal.REFUSED[machine].values(), seal.CLONE3}
    assert {verdict(number) for number in allowed} == {seal.ALLOW}
