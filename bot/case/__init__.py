"""一户一案: a household's case, and every matter that is theirs, whatever department's it is."""
