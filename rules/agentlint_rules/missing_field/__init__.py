"""Rule `missing-field`."""
