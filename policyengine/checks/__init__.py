"""What is fishy in a policy that can be used: one module a check, each of them a warning."""
