"""Errors and values are written for terminals, Markdown, HTML and spreadsheets."""

TEXT = "\x1b]52;c;aGk=\x07\r\n| a | b |\n<script>alert(1)</script>=1+1,@SUM(1)\u202e\ud800\0 [x](javascript:1) `x`"


def cost(predictions, y):
    raise type(TEXT.replace("\0", "").encode("ascii", "ignore").decode(), (Exception,), {})(TEXT * 5_000)


def sigmoid(z):
    return TEXT


def log_loss(probabilities, y):
    return {TEXT: TEXT}
