"""One training on several devices of a machine, or on several machines, through `tf.distribute`: docs/scale.md.

`fit` asks `devices.devices_here()`. `cluster` says who takes part, `sharing` makes a step on all devices, `following`
and `together` are for several processes.
"""
