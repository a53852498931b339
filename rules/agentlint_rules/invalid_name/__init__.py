"""Rule `invalid-name`."""
