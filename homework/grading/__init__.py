"""Grading a class: submissions in, one result each, and a report. Linux only; what students need is in `checking`."""
