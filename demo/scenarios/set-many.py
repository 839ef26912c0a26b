data = {"name": "Sonam", "roll": 101}
cache.set_many(data, 30)  # none failed: []
cache.get_many(data.keys())
