"""Pictures, which the service opens in processes of their own."""
