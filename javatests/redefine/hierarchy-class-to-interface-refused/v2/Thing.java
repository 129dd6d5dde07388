class Thing {
    void fine() {}
}
