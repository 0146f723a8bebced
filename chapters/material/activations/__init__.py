"""What the chapter on activation functions shows: the curves of the functions and of their derivatives."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
