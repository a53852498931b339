"""The rule duplicate-body and the sketches of texts behind it."""
