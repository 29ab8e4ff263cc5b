"""What is made of a ranking before a page of it is shown."""
