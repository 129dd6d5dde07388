class Guard {
    Object lock = new Object();

    void enter(Thread other) {
        synchronized (this) {
            synchronized (lock) {
                other.start();
                while (other.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
                Live.update();
                System.out.println("old lock held " + Thread.holdsLock(Main.first) + ", own " + Thread.holdsLock(this));
            }
        }
    }

    Object lock() {
        return lock;
    }
}
