"""Rule `name-mismatch`."""
