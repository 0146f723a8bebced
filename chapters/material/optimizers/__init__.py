"""What the chapter on optimizers shows: update rules in NumPy, their paths, schedules, and the family tree."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
