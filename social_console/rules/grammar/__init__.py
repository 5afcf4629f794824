"""What may stand where in rules.yaml, as shapes: read, checked and described by the same definitions."""
