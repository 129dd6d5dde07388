class Second {}
