"""Standard output and error are written without end."""

import os
import sys


def cost(predictions, y):
    while True:
        print("x" * 100_000)
        sys.stderr.write("\x1b[2J" * 10_000 + "\n")
        os.write(2, b"\0" * 60_000)
