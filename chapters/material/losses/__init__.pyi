from chapters.material.losses.few_and_many import draw_few_and_many as draw_few_and_many
from chapters.material.losses.few_and_many import print_few_and_many as print_few_and_many
from chapters.material.losses.figures import draw_losses as draw_losses
from chapters.material.losses.lesson_output import print_agreement as print_agreement
from chapters.material.losses.lesson_output import print_judged as print_judged
from chapters.material.losses.lesson_output import print_losses as print_losses
from chapters.material.losses.regressions import print_regressions as print_regressions
