enum Currency {
    EUR, JPY;

    String show() {
        return name();
    }
}
