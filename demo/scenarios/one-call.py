movie = cache.get_or_set("movie", query_movie, 30)

# Version 2 of the key holds more, beside the first.
details = {"title": movie, "year": 2015}
cache.get_or_set("movie", details, 30, version=2)
