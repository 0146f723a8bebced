"""Large answers that nobody asked for are sent without end."""

import os
import struct
import threading

import numpy as np

from homework.checking import protocol


def flood(number):
    with os.fdopen(os.dup(number), "wb") as stream:
        while True:
            protocol.write_message(stream, {"id": "x", "value": np.zeros(7_000_000)})


def cost(predictions, y):
    for number in range(3, 12):
        try:
            os.fstat(number)
        except OSError:
            continue
        threading.Thread(target=flood, args=(number,), daemon=True).start()
    import time

    time.sleep(1)
    return 0.0
