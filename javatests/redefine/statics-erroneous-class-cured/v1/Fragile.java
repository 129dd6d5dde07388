class Fragile {
    static int value = Integer.parseInt("5");
}
