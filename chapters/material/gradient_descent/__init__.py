"""What the chapter on gradient descent shows: the book's line, costs of a logistic regression, paths on a cost."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
