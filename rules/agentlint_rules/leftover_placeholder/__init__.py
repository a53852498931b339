"""Rule `leftover-placeholder`."""
