"""Raw text to article, actors, mentions and claims."""
