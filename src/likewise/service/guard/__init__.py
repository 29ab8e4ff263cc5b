"""What every request passes before its route, and its answer after it."""
