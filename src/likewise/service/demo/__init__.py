"""What the original demo's routes need beside the others."""
