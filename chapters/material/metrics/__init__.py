"""What the chapter on metrics shows: correlations of loss and accuracy, the data of a rare class, and figures."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
