"""Rule `shadowed-name`."""
