cache.get_or_set(
    "teacher", query_teacher, 300, version=RELEASE
)
