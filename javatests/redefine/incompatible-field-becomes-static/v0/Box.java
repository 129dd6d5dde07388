class Box {
    int size = 4;
}
