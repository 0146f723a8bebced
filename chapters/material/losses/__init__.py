"""What the chapter on losses shows: the losses as curves, models judged by metrics, and losses over the epochs."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
