class Cache {
    int size = 4;
}
