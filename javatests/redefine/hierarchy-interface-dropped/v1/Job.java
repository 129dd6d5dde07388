class Job {
    public void run() {}
}
