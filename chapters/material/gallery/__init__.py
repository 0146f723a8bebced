"""What the chapter on CNN architectures shows: wirings, and networks with an edge or a node taken out."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
