from chapters.material.text.word_by_word import draw_reading as draw_reading
from chapters.material.text.word_by_word import opposite_pair as opposite_pair
from chapters.material.text.written_text import draw_writing as draw_writing
from chapters.material.text.written_text import write as write
