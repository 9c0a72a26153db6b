"""The command line: `crosscut analyze`, `insights` and `local`. The only place of rich and click."""
