"""The rules of the type checker, one module a family of nodes."""
