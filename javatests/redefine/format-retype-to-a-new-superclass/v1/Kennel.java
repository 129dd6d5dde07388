class Kennel {
    Pet guest;

    void fill() {
        guest = new Dog();
    }
}
