"""What the chapter on non-linearity shows: the boundaries of four strategies."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
