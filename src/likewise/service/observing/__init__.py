"""What the service tells of itself: logs, figures and traces."""
