"""invalid-frontmatter."""
