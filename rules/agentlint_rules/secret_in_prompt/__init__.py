"""Rule `secret-in-prompt`."""
