"""What the chapter on linear regression shows: figures of lines as fits and as classifiers."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
