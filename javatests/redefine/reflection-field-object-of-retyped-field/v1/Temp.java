class Temp {
    long degrees = 6;
}
