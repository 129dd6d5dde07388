class Animal {
    int legs = 4;

    static String kind() {
        return "animal";
    }
}
