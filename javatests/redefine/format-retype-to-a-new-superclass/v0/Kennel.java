class Kennel {
    Dog guest;

    void fill() {
        guest = new Dog();
    }
}
