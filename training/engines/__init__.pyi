from training.engines.by_name import named as named
from training.engines.ray import RayEngine as RayEngine
from training.engines.slurm import SlurmEngine as SlurmEngine
