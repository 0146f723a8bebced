"""What the lessons show but do not teach: figures, tasks and numbers to compare with, one folder a topic."""
