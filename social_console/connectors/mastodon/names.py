"""The streams' names."""

MENTIONS = "mentions"
OWN = "own"
REPLIES = "replies"
HASHTAG = "query:#"
