"""Rule `body-length`."""
