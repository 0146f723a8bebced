"""What the chapter on why now shows: parts of the data, threads, the work of known networks, and a figure of all."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
