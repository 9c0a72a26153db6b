"""The accelerator's sources in C, and what builds it: not shipped."""
