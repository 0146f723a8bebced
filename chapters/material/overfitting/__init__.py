"""What the chapter on overfitting shows: causes and remedies, each with its generalisation gap."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
