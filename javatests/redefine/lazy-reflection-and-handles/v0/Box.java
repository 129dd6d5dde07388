class Box {
    volatile int size = 5;
}
