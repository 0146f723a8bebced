"""What the chapter on overfitting shows: the generalisation gap of each cause and remedy, in numbers and figures."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
