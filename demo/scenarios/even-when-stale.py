# Django's cache has no such options. Of what is
# past its timeout, nothing can be read.
cache.get_or_set("report", query_report, 10)
