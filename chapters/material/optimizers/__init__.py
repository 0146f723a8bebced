"""What the chapter on optimizers shows: further update rules, paths on surfaces, schedules and the family tree."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
