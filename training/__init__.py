"""Training: seed, build, compile, fit, and a run folder that holds everything about it.

run = training.fit(partial(models.dense, dropout=0.2), data, name="dense", epochs=10)
run.metrics["test"]["accuracy"], run.model, run.folder
"""

try:
    from runtime.lazy import exports
except ImportError as error:
    import runtime

    raise ImportError(
        f"{runtime.__spec__} is found instead of the course's runtime, which lies beside {__file__}; rename it, or "
        "write import chapters above every other import, which puts the course's first"
    ) from error

__getattr__, __dir__, __all__ = exports(__name__, __file__)
