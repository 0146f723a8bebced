from chapters.material.recurrent.book_waves import print_beside_the_book as print_beside_the_book
from chapters.material.recurrent.memory_task import Remembered as Remembered
from chapters.material.recurrent.memory_task import draw_memory as draw_memory
from chapters.material.recurrent.memory_task import make_memory as make_memory
from chapters.material.recurrent.memory_task import remembered as remembered
from chapters.material.recurrent.permuted_steps import draw_orders as draw_orders
from chapters.material.recurrent.permuted_steps import permutation as permutation
