class Fragile {
    static int value = Integer.parseInt("five");
}
