"""Words of a written text: whole, known, different."""

from types import SimpleNamespace

import numpy as np

from chapters.material.text.written_words import text_of, whole_words, word_shares


def test_words_that_may_be_cut_are_not_counted():
    assert whole_words("ello, the Queen's lor") == ["the", "queen's"]
    assert word_shares(["a to be or not to be b", "x"], {"to", "be"}) == (4 / 6, 4 / 6)
    assert word_shares([], {"to"}) == (0.0, 0.0)


def test_no_word_of_the_text_is_too_long_to_be_known():
    """Windows of 20 letters, one every 8, held no word of 20 letters whole: it would have counted as invented."""
    names, text = ("", "[UNK]", *"abc "), "abcabcabcabcabcabcabcabc ab c"
    rows = np.array([names.index(letter) for letter in text[:28]], np.int32).reshape(7, 4)
    part = SimpleNamespace(x=rows)
    assert text_of(part, names) == text[:28]
    assert whole_words(" " + text_of(part, names)) == ["abc" * 8, "ab"]
