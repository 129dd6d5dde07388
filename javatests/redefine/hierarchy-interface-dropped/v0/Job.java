class Job implements Runnable {
    public void run() {}
}
