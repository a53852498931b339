"""Rule `unused-suppression`."""
