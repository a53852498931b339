"""The rule malformed-example."""
