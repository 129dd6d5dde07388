class Outer {
    private int secret = 42;

    String run() {
        return new Helper().run(this);
    }

    private static class Helper {
        private String run(Outer outer) {
            return "helper reads " + outer.secret;
        }
    }
}
