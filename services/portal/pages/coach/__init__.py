"""What coaches work with: their cities, their week, their leave."""
