"""A process takes all memory."""


def cost(predictions, y):
    held = []
    while True:
        held.append(bytearray(b"x" * (64 << 20)))
