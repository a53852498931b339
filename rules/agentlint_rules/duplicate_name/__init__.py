"""Rule `duplicate-name`."""
