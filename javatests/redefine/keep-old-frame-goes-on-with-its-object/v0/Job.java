class Job {
    int steps;

    String run() {
        steps++;
        Main.go = Live.update();
        steps++;
        Job other = new Job();
        return "old run: " + steps + " steps, worker " + helper() + ", other lacks it "
                + Live.attempt("no", () -> other.steps++);
    }

    private String helper() {
        return "old helper";
    }

    String again() {
        return (steps + 1) + " steps";
    }
}
