"""Training: seed, build, compile, fit, and a run folder that holds everything about it.

run = training.fit(partial(models.dense, dropout=0.2), data, name="dense", epochs=10)
run.metrics["test"]["accuracy"], run.model, run.folder
"""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
