interface Plan { }
