from chapters.material.logistic_regression.exact_zeros import print_zeros as print_zeros
from chapters.material.logistic_regression.exact_zeros import smallest_cost as smallest_cost
from chapters.material.logistic_regression.figures import draw_boundary as draw_boundary
from chapters.material.logistic_regression.figures import draw_s_curve as draw_s_curve
from chapters.material.logistic_regression.figures import draw_weights as draw_weights
from chapters.material.logistic_regression.lesson_output import print_sigmoid as print_sigmoid
from chapters.material.logistic_regression.lesson_output import print_terms as print_terms
from chapters.material.logistic_regression.two_measurements import petals as petals
