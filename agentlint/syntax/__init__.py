"""Text to `Document`: frontmatter, blocks, sections, tags and example blocks. Knows no host and no rule."""
