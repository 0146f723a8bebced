from chapters.material.images.image_file import print_prediction as print_prediction
from chapters.material.images.image_file import read_image as read_image
