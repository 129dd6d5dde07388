class Part {
    final int number;

    Part(int number) {
        this.number = number;
    }

    String show() {
        return "plain";
    }
}
