"""What the chapter on logistic regression shows: boundaries, and weights as pictures."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
