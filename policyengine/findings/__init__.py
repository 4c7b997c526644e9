"""What the engine concludes: findings with their evidence and actions, and the results of measures."""
