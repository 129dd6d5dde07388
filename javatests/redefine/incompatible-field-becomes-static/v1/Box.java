class Box {
    static int size = 5;
}
