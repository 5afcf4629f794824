"""The contract suite against each built-in connector, and worlds for it."""
