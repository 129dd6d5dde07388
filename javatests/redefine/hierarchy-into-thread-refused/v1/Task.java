class Task extends Thread {}
