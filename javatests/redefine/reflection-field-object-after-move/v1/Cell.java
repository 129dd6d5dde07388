class Cell {
    Object pad = "pad";
    long pad2 = 8;
    volatile int value = 2;
}
