cache.set("roll", 101, 600)
cache.decr("roll")  # 100
cache.incr("roll", 3)  # 103

# A visitor counter: starts once, never expires.
cache.add("views", 0, None)
cache.incr("views")

# Nobody has set this one: ValueError.
cache.incr("likes")
