"""What a scalar may say: texts turned into days, figures, durations and names, each refusing what it is not."""
