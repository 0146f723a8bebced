"""What the chapter on metrics shows: metrics by hand, a rare class, and figures of loss against metric."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
