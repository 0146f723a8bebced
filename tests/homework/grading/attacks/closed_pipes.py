"""All descriptors are closed, and the process lives on."""

import os
import time


def cost(predictions, y):
    os.closerange(0, 256)
    time.sleep(1000)
