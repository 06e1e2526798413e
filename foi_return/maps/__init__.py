"""What can be done with field maps by themselves: propose one for an extract that nobody has described yet."""
