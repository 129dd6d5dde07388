class Temp {
    int degrees = 5;
}
