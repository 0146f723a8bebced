from chapters.material.optimizers.family_tree import draw_family as draw_family
from chapters.material.optimizers.schedules import as_callbacks as as_callbacks
from chapters.material.optimizers.schedules import by_keras as by_keras
from chapters.material.optimizers.schedules import draw_schedules as draw_schedules
from chapters.material.optimizers.surface_paths import animate_paths as animate_paths
from chapters.material.optimizers.surface_paths import draw_paths as draw_paths
from chapters.material.optimizers.update_rules import RULES as RULES
from chapters.material.optimizers.update_rules import largest_difference as largest_difference
