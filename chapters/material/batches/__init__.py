"""What the chapter on epochs and batches shows: under- and overfitting, and what a batch size costs."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
