"""The process ends in the middle of a call."""

import os


def cost(predictions, y):
    os._exit(0)
