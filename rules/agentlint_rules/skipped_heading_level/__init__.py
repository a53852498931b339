"""Rule `skipped-heading-level`."""
