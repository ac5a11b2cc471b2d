"""The JSON API: types of our own, so that renaming a key of front matter breaks no client."""
