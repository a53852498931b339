"""Rule `unclosed-fence`."""
