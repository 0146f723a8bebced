from homework.assignment import find
from homework.grading.reports import report
from homework.predictions import spoken


def result(student, status="graded", output="", **extra):
    return {
        "tests": [],
        "output": output,
        "extra_data": {"student": student, "status": status, "isolation": "none", "predictions": {}, "outcomes": {}}
        | extra,
    }


def test_who_was_not_graded_to_the_end_is_named_with_the_reason():
    loop = {"name": "macro", "score": 0, "max_score": 1, "status": "failed", "visibility": "visible"}
    late = result("loop", "timeout") | {"tests": [loop | {"output": "no answer after 10 seconds", "tags": ["timeout"]}]}
    text = report(find("hw01"), [result("kim"), result("lee", "invalid", "lee.py is no Python: line 1"), late], [])
    assert "| lee | invalid | lee.py is no Python: line 1 |" in text
    assert "| loop | timeout | macro: no answer after 10 seconds |" in text
    assert "| kim |" not in text


def test_an_outcome_is_a_number_with_its_unit():
    (question,) = (one for one in find("hw01").questions if one.key == "probability-far-away")
    assert spoken(0.123456789, question).startswith("0.12346")
    assert spoken(float("nan"), question).startswith("nan")
    seen = result("kim", predictions={question.key: 0.5}, outcomes={question.key: 0.123456789})
    assert "came out: 0.12346" in report(find("hw01"), [seen], [])
