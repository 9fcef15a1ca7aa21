"""The stages as a job without end: the driver writes orders, the job does them, the driver commits what came of each.

An order is a batch. `orders` is what travels, `job` the pipeline and the process that holds it, `desk` the driver's side. Exactly
once comes from the order's batch and its COMMIT; the engine's checkpoints only spare work.
"""
