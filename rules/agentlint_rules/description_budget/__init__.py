"""Rule `description-budget`."""
