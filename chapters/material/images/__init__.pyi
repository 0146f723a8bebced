from chapters.material.images.fast_networks import train_fast_cnn as train_fast_cnn
from chapters.material.images.figures import draw_feature_maps as draw_feature_maps
from chapters.material.images.figures import draw_figures as draw_figures
from chapters.material.images.figures import draw_parameters as draw_parameters
from chapters.material.images.image_file import print_prediction as print_prediction
from chapters.material.images.image_file import read_image as read_image
from chapters.material.images.lesson_output import print_first_layer as print_first_layer
from chapters.material.images.lesson_output import print_parameters as print_parameters
