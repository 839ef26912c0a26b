movie = cache.get("movie", "has_expired")
if movie == "has_expired":
    movie = query_movie()
    cache.set("movie", movie, 30)
    movie = cache.get("movie")
