from chapters.material.text.fetched_sets import load_fetched as load_fetched
from chapters.material.text.fetched_sets import not_tested as not_tested
from chapters.material.text.figures import draw_reading as draw_reading
from chapters.material.text.figures import draw_writing as draw_writing
from chapters.material.text.lesson_output import print_mistakes as print_mistakes
from chapters.material.text.lesson_output import print_padding as print_padding
from chapters.material.text.lesson_output import print_writing as print_writing
