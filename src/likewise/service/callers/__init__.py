"""Who asks, and what they see."""
