"""Rule `escaped-newlines`."""
