public class Main {
    static class Cat extends Animal {}

    public static void main(String[] args) {
        Animal[] animals = {new Dog(), new Cat()};
        do {
            for (Animal animal : animals) {
                System.out.println(animal.name());
            }
        } while (Live.update());
    }
}
