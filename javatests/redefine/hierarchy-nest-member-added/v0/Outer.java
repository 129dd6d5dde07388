class Outer {
    private int secret = 42;

    String run() {
        return "no helper";
    }
}
