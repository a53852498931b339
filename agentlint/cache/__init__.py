"""What earlier runs found out, kept beside the project, so that a run reads only what has changed since."""
