"""Writing that survives power loss, and the places where a test may kill the process to prove it."""
