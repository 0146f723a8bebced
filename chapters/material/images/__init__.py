"""What the chapter on convolutional networks shows: one's own picture, feature maps, and parameters against the image's side."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
