"""Variables of the environment that change what a child or a restarted process does."""

import os

for name in (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONINSPECT",
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "PATH",
    "TMPDIR",
):
    os.environ[name] = "/tmp"
os.environ["PYTHONWARNINGS"] = "error"


def cost(predictions, y):
    os._exit(3)
