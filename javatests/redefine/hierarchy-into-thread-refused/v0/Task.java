class Task {}
