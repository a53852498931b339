"""Rule `unwanted-bom`."""
