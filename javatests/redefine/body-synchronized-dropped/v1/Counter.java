class Counter {
    boolean next() {
        return Thread.holdsLock(this);
    }
}
