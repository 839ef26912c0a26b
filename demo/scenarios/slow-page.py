def course_page(request):
    once = cache.get_or_set
    return render(request, "courses.html", {
        "courses": once("courses", courses, 300),
        "movie": once("movie", movie, 60),
        "student": once("student", student, 30),
        "time": timezone.now(),  # never cached
    })
