"""Whether what people are said to have signed was signed by them."""
