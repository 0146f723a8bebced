from chapters.material.activations.curves import CURVES as CURVES
from chapters.material.activations.curves import INITIALIZERS as INITIALIZERS
from chapters.material.activations.curves import OUTPUTS as OUTPUTS
