class Support {
    int state = 1;

    void help() {
        state++;
    }
}
