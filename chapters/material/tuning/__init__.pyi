from chapters.material.tuning.learning_rates import best_rate as best_rate
from chapters.material.tuning.learning_rates import rate_of as rate_of
from chapters.material.tuning.learning_rates import train_tuned as train_tuned
