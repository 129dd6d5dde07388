class Job {
    int steps;
    int left;

    public String toString() {
        return "job " + steps + ", left " + left;
    }
}
