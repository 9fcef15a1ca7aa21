"""The nouns: what passes between rooms, and the Arrow schema. Imports nothing of ours."""
