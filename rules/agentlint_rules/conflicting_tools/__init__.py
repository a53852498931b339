"""Rule `conflicting-tools`."""
