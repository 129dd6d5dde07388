class Isbn {
    final String number;

    Isbn(String number) {
        this.number = number;
    }
}
