"""What the chapter on epochs and batches shows: what a batch size costs, and a training that overfits in the end."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
