"""What the chapter on activation functions shows: curves and derivatives, gradients by depth, and output ranges."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
