"""What the chapter on convolutional networks shows: feature maps, numbers of parameters, and one's own picture."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
