"""Rule `empty-tools`."""
