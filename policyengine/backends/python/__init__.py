"""One record in plain Python: the reference evaluator, and a compiler to fast Python."""
