"""What every room stands on: errors in one sentence, files that are never half-written, TensorFlow's quiet start.

Imports the standard library only, so that ``--help`` answers at once.
"""
