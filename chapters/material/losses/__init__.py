"""What the chapter on losses shows: each loss against its margin, and a training loss that stops telling of new data."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
