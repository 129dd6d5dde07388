public class Main {
    static class Cat implements Greeter {}

    static class Dog implements Greeter {}

    public static void main(String[] args) {
        Greeter[] all = {new Cat(), new Dog()};
        do {
            for (Greeter one : all) {
                System.out.println(one.greet());
            }
        } while (Live.update());
    }
}
