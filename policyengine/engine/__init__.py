"""The questions that can be asked of a policy, one module each."""
