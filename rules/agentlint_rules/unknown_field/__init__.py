"""Rule `unknown-field`."""
