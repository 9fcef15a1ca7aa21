"""The feed list: feeds.toml and OPML to `Feed`s, every error with its place and the way out."""
