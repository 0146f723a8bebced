"""What the chapter on logistic regression shows: numbers of the sigmoid and of products, boundaries, weights."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
