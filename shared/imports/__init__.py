"""Rows in by the hundred thousand: uploaded, compared, taken or given back, by a worker that may die."""
