"""What every lesson is run with: flags and settings, the report at the end, and the other commands of the lecture."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
