"""The lecture, one script a section, in the lecture's order.

``python -m chapters`` lists them; each runs as ``python -m chapters.chNN_topic`` and ``python chapters/chNN_topic.py``.
"""
