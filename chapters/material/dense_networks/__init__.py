"""What the chapter on dense networks shows: figures of widths, depths and features."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
