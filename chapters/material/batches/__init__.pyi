from chapters.material.batches.figures import plot_batch_costs as plot_batch_costs
from chapters.material.batches.figures import plot_fitting as plot_fitting
