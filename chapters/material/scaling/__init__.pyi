from chapters.material.scaling.figures import Work as Work
from chapters.material.scaling.figures import plot_why_now as plot_why_now
from chapters.material.scaling.thread_speed import examples_a_second as examples_a_second
