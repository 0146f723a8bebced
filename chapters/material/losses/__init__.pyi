from chapters.material.losses.figures import plot_losses as plot_losses
from chapters.material.losses.lower_loss import draw_lower as draw_lower
