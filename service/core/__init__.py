"""Pure: strings in, values out. No clock, no environment, no I/O, no logging, no async."""
