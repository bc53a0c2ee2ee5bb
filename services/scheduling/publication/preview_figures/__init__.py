"""What publishing a content today would come to, and what it warns of."""
