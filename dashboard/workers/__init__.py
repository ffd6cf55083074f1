"""Several processes that show the wall on one port.

The front accepts connections and hands each to a worker process, always the same one
for a browser; the pool keeps the workers running.
"""
