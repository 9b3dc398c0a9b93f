"""Personal data: each service declares its own in one place; here it is shown, erased, removed when its time is up."""
