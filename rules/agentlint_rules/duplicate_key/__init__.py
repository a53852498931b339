"""Rule `duplicate-key`."""
