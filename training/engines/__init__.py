"""Many trainings on a cluster: Slurm, Ray, or whatever else has the interface of `concurrent.futures.Executor`.

runs = training.fit_all(recipes, data, seeds=20, engine=SlurmEngine("runs/.slurm", partition="cpu", minutes=30))

Nothing here is imported before an engine is asked for, and none of its packages (the extras `cluster` and `ray`).
"""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
