"""Comparison: runs side by side, in a table, a figure, and files.

    table = comparison.compare(runs)
    table.print()
    table.plot("comparison.png")
    print(table.difference("accuracy", "cnn", "dense"))      # difference, interval, verdict; see docs/statistics.md
    comparison.run_metrics(runs[0])["test"].values    # every metric of the lecture, from saved predictions

On the command line: ``python -m comparison RUN_OR_FOLDER...``
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
