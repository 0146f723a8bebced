"""A thread reads the questions before the worker does."""

import os
import stat
import threading


def steal(number):
    while os.read(number, 1):
        pass


for number in range(3, 16):
    try:
        if stat.S_ISFIFO(os.fstat(number).st_mode):
            threading.Thread(target=steal, args=(number,), daemon=True).start()
    except OSError:
        pass
