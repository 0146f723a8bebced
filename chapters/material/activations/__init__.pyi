from chapters.material.activations.figures import draw_curves as draw_curves
from chapters.material.activations.figures import draw_gradients as draw_gradients
from chapters.material.activations.lesson_output import print_gradients as print_gradients
from chapters.material.activations.lesson_output import print_outputs as print_outputs
