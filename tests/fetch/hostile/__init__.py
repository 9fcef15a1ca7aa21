"""A server that means harm, as data, and a harness that runs any ingest against it."""
