from datasets.catalogue import load as load
from datasets.catalogue import names as names
from datasets.catalogue import options as options
from datasets.dataset import Baseline as Baseline
from datasets.dataset import Dataset as Dataset
from datasets.dataset import Provenance as Provenance
from datasets.dataset import Split as Split
