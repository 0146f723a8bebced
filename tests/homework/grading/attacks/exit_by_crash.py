"""A read from address 0 ends the process with a signal."""

import ctypes


def cost(predictions, y):
    ctypes.string_at(0)
