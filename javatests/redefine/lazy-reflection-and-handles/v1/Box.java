class Box {
    long weight = 100;
    String label = "tin";
    volatile int size = 5;
}
