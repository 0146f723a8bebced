"""Recursion without a limit overflows the stack."""

import sys

sys.setrecursionlimit(2**31 - 1)


def cost(predictions, y):
    return cost(predictions, y)
