"""Rule `duplicate-heading`."""
