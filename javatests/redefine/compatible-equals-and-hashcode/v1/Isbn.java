class Isbn {
    final String number;

    Isbn(String number) {
        this.number = number;
    }

    public boolean equals(Object other) {
        return other instanceof Isbn isbn && isbn.number.equals(number);
    }

    public int hashCode() {
        return number.hashCode();
    }
}
