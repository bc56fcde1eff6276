"""What identity asks of its siblings."""
