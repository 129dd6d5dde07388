class Job {
    long done = 1;

    String run() {
        return "new run";
    }

    private String helper() {
        return "new helper";
    }

    String again() {
        return done + " done, " + helper();
    }
}
