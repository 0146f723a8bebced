from chapters.material.dense_networks.equal_parameters import units_for as units_for
from chapters.material.dense_networks.fewer_features import compare_features as compare_features
from chapters.material.dense_networks.figures import draw_features as draw_features
from chapters.material.dense_networks.figures import draw_shapes as draw_shapes
from chapters.material.dense_networks.lesson_output import print_book as print_book
from chapters.material.dense_networks.lesson_output import print_features as print_features
from chapters.material.dense_networks.lesson_output import print_generalisation as print_generalisation
from chapters.material.dense_networks.lesson_output import print_unit as print_unit
