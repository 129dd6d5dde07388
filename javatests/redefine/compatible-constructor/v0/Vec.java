class Vec {
    int x;
    int y;

    Vec() {}
}
