class Cell {
    transient volatile int value;
}
