class Job {
    int steps;
    int left; // soon

    public String toString() {
        return "job " + steps + ", left " + left; // soon
    }
}
