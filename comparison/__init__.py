"""Comparison: runs side by side, in a table, a figure, and files.

    table = comparison.compare(runs)
    table.print()
    table.plot("comparison.png")

On the command line: ``python -m comparison RUN_OR_FOLDER...``
"""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(
    __name__,
    {
        "Comparison": "tables",
        "ConfusionMatrixImage": "confusion",
        "Gap": "gaps",
        "Judged": "metrics",
        "Undefined": "undefined",
        "calibration": "curves",
        "compare": "tables",
        "judge": "metrics",
        "loss_table": "losses",
        "losses_markdown": "losses",
        "picture_grid": "pictures",
        "plot_losses": "losses",
        "precision_recall_curve": "curves",
        "roc_curve": "curves",
        "run_metrics": "metrics",
        "sklearn_baseline": "baselines",
    },
)
