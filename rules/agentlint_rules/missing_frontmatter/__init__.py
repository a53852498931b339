"""Rule `missing-frontmatter`."""
