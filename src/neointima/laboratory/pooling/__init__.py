"""Many trials together: a table of trials pooled, or a network of trials from the shelf."""
