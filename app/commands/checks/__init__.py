"""What `doctor` looks at, by subject; examination.py puts it together."""
