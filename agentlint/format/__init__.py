"""The formatter: the same file from the same content, with the smallest diff, every rewrite proven."""
