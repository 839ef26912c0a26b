cache.set_many({"name": "Sonam", "roll": 101}, 30)
cache.set("fees", 4200, 30, version=2)

cache.delete("roll")  # True
cache.delete("fees", version=2)  # True
cache.delete_many(["name", "roll"])
