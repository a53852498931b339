"""The built-in rule set, itself a plugin like any third party's. One folder per rule."""
