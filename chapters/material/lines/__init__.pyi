from chapters.material.lines.figures import draw_classifier as draw_classifier
from chapters.material.lines.figures import draw_fit as draw_fit
from chapters.material.lines.figures import draw_range as draw_range
