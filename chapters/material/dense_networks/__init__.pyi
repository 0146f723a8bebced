from chapters.material.dense_networks.equal_parameters import units_for as units_for
from chapters.material.dense_networks.figures import draw_shapes as draw_shapes
from chapters.material.dense_networks.lesson_output import print_book as print_book
from chapters.material.dense_networks.lesson_output import print_generalisation_gaps as print_generalisation_gaps
from chapters.material.dense_networks.lesson_output import print_unit as print_unit
