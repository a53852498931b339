"""Rule `description-length`."""
