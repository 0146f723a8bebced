from chapters.material.gallery.graph_damage import accuracy_losses as accuracy_losses
from chapters.material.gallery.wiring_figures import plot_wirings as plot_wirings
