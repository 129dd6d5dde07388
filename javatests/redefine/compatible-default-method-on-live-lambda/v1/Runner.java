class Runner {
    static String run(Step step, String text) {
        return step.twice(text);
    }
}
