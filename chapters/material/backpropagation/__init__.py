"""What the chapter on backpropagation shows: checks of a gradient written by hand, and figures of both passes."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
