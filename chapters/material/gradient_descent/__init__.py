"""What the chapter on gradient descent shows: the book's line, paths on a cost, and costs that are convex or not."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
