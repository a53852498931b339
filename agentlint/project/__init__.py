"""The project around the files: root, discovery, configuration, scopes, roster. All reading of the disk stands here."""
