"""What the chapter on CNN architectures shows: wirings, the spread of accuracies, and damaged graphs."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
