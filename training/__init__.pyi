from training.checks import Diverged as Diverged
from training.checks import check_data as check_data
from training.fitting import fit as fit
from training.projector import write_embedding as write_embedding
from training.runs import Run as Run
from training.runs import find_runs as find_runs
from training.runs import load as load
from training.seeds import fit_all as fit_all
