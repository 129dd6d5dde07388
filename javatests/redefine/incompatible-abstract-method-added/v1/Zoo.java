class Zoo {
    static String sound(Animal animal) {
        return animal.sound();
    }
}
