from chapters.material.overfitting.figures import draw_causes as draw_causes
from chapters.material.overfitting.figures import draw_gaps as draw_gaps
