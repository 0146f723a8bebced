"""Every call sleeps."""

import time


def cost(predictions, y):
    time.sleep(10**6)
