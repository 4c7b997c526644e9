"""Stage 2, what it means: vocabulary and policy with every name resolved, as frozen values."""
