class Box extends Thread {}
