"""What the chapter on convolutional networks shows: an image of one's own, and feature maps."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
