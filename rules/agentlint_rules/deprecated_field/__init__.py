"""Rule `deprecated-field`."""
