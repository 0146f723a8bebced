"""The import never ends."""

while True:
    pass
