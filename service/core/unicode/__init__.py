"""Unicode as the flags need it: the scripts, and what looks alike in them."""
