"""What the chapter on recurrent networks shows: the book's waves, permuted steps, and a memory task."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
