"""What the chapter on why now shows: threads, and figures of accuracy, speed and work."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
