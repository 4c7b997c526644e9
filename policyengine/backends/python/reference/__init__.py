"""The reference evaluator: what a provision says of a subject, in the plainest way."""
