"""Rule `vague-description`."""
