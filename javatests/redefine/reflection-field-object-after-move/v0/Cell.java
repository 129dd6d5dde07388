class Cell {
    volatile int value = 2;
}
