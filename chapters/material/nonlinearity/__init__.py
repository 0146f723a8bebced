"""What the chapter on non-linearity shows: boundaries of four strategies, hidden units, and the SVM beside them."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
