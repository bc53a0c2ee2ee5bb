"""Files people hand in: what they may be called and be, who looks for viruses in them, where their bytes lie."""
