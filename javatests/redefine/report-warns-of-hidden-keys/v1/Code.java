class Code {
    final int number;

    Code(int number) {
        this.number = number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Code code && code.number == number;
    }

    @Override
    public int hashCode() {
        return 31 * (number + 1000);
    }
}
