"""Beam's pipeline on Flink, without a job server: the portable pipeline goes to a small Java driver, and that to Flink's master.

`make flink` fetches the jars (`fetch`), `cluster` starts a small cluster on this machine, `runner` is what Beam is given.
"""
