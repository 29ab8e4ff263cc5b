"""What handlers do: from what came over the wire to what goes back."""
