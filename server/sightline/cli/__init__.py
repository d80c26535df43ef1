"""The door for terminals: arguments in, the exact text layouts or JSON out."""
