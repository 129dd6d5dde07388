class Job {
    int steps;

    public String toString() {
        return "job " + steps;
    }
}
