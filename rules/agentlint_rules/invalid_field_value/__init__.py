"""Rule `invalid-field-value`."""
