"""Policy as code: declare a municipality's policy in YAML, assess records against it, measure cohorts."""
