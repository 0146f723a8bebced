"""An endless loop that ignores every signal and every exception."""

import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))


def cost(predictions, y):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
