class Counter {
    synchronized boolean next() {
        return Thread.holdsLock(this);
    }
}
