# Posted only if no offer is posted.
cache.add("offer", "10% OFF", 60)
cache.add("offer", "20% OFF", 60)  # False
offer = cache.get("offer")

# Two more minutes, without sending the value again.
cache.touch("offer", 120)  # True
