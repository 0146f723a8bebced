"""What the chapter on losses shows: each loss against its margin, and losses after few and many epochs."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
