"""Judgements: whether items are relevant to queries, as people or files say."""
