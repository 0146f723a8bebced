from chapters.material.overfitting.figures import draw_causes as draw_causes
from chapters.material.overfitting.figures import draw_gaps as draw_gaps
from chapters.material.overfitting.hidden_weights import hidden_kernels as hidden_kernels
from chapters.material.overfitting.larger_sets import more_data as more_data
from chapters.material.overfitting.lesson_output import print_by_hand as print_by_hand
from chapters.material.overfitting.lesson_output import print_gaps as print_gaps
from chapters.material.overfitting.lesson_output import print_penalties as print_penalties
from chapters.material.overfitting.lesson_output import print_study as print_study
