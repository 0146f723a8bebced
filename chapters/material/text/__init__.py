"""What the chapter on text shows: reading word by word, and a network that writes."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
