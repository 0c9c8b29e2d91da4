"""Many tasks of one kind, done by several processes or by a cluster."""
