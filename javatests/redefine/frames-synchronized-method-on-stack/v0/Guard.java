class Guard {
    synchronized void enter() {
        Live.update();
        System.out.println("still held " + Thread.holdsLock(this));
    }

    int level() {
        return 0;
    }
}
