"""Bad input, made by generators: the same cases every time, each with a number by which it can be repeated.

`api_calls`, `command_lines`, `damaged_folders` and `hostile_folders` each have `SIZE` and `cases(world)`. The tests
run a few of them (`tests/test_bad_input.py`), `python benchmarks/bad_inputs.py` runs all and counts.
"""
