cache.set("movie", "The Manjhi", 30)
cache.clear()  # every version and prefix
cache.get("movie")  # None
cache.close()
