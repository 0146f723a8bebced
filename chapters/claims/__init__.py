"""The ledger: every sentence of the lecture that code can check, and what came of it.

    claims.check("cnn-beats-dense", table.difference("accuracy", "cnn", "dense"))

`claims.toml` is the list; `python -m chapters claims` prints it with its verdicts.
"""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
