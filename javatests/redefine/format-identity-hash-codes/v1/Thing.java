class Thing {
    long a = 1;
    Object b = "b";
}
