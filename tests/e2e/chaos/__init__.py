"""The fault matrix: what each Lambda does to the outside, broken at each place, and what became of the log."""
