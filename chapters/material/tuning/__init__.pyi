from chapters.material.tuning.learning_rates import best_rates as best_rates
from chapters.material.tuning.learning_rates import rate_of as rate_of
from chapters.material.tuning.learning_rates import train_tuned as train_tuned
