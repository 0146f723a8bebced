"""What chapters share that compare trainings fairly: each with a learning rate chosen on the validation split."""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
