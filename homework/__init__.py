"""Homework: templates to fill in, a self-check that says what is wrong, and a grader for a whole class.

``python -m homework`` lists the assignments. A template's first line is ``import homework``: it makes `datasets`,
`models`, `training` and `comparison` the course's, whatever else of these names lies beside the template.
"""

import chapters as chapters  # whoever imports it first has the course's packages: see `runtime.names`
