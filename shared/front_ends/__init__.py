"""The district's front ends: their pages, and the copy of their addresses a service keeps that leads people there."""
