"""Comparison: runs side by side, in a table, a figure, and files.

    table = comparison.compare(runs)
    table.print()
    table.plot("comparison.png")
    print(table.gap("accuracy", "cnn", "dense"))      # difference, interval, verdict; see docs/statistics.md
    comparison.run_metrics(runs[0])["test"].values    # every metric of the lecture, from saved predictions

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
        "mistaken_texts": "examples",
        "picture_grid": "pictures",
        "plot_bars": "slides",
        "plot_batch_costs": "training_costs",
        "plot_calibration": "slides",
        "plot_confusion": "slides",
        "plot_fitting": "training_costs",
        "plot_forecasts": "examples",
        "plot_imbalance": "metric_figures",
        "plot_loss_and_metric": "slides",
        "plot_losses": "losses",
        "plot_mistakes": "examples",
        "plot_parting": "metric_figures",
        "plot_ranking": "slides",
        "plot_wirings": "wiring_figures",
        "plot_staircase": "metric_figures",
        "precision_recall_curve": "curves",
        "print_columns": "tables",
        "roc_curve": "curves",
        "run_metrics": "metrics",
        "sklearn_baseline": "baselines",
        "spread": "spreads",
        "worst_mistakes": "examples",
    },
)
