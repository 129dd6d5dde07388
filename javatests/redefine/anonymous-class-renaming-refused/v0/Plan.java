class Plan { }
