"""What people read of codes, enums and fields: each text in every language, beside what it speaks of."""
